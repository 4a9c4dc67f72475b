namespace OdooGrains.Simulation;

/// <summary>What one seed came to.</summary>
internal sealed record SeedRun
{
    public required int Seed { get; init; }

    /// <summary>The first broken invariant; null where all held.</summary>
    public required string? Violation { get; init; }

    /// <summary>Hash over every turn, with its virtual time, and every change of an effect.</summary>
    public required ulong TraceHash { get; init; }

    public required long Turns { get; init; }
    public required TimeSpan VirtualTime { get; init; }
    public required Tally Tally { get; init; }
    public required WorldOptions Options { get; init; }
    public required IReadOnlyList<string> Log { get; init; }

    /// <summary>Runs a seed on the calling thread.</summary>
    public static SeedRun Of(int seed, Composition composition, bool keepLog = false)
    {
        var options = WorldOptions.Of(seed);
        var world = new World(options, composition, keepLog);
        var start = world.Time.GetUtcNow();
        var violation = world.Run();
        return new()
        {
            Seed = seed,
            Violation = violation,
            TraceHash = world.Dispatcher.TraceHash,
            Turns = world.Dispatcher.Turns,
            VirtualTime = world.Time.GetUtcNow() - start,
            Tally = world.Tally,
            Options = options,
            Log = world.Log.Lines,
        };
    }

    /// <summary>The failing seed for people: what broke, in which world, how to see it again, and the end of its log.</summary>
    public string Report(string bug = "")
    {
        var again = Of(Seed, Planted.Find(bug), keepLog: true);
        return $"Seed {Seed} broke {Violation}\n{Options}\nReplay: ODOOGRAINS_SEED={Seed} dotnet test tests/OdooGrains.Simulation --filter One_seed_is_replayed\n"
            + $"or: dotnet run --project tests/OdooGrains.Simulation -- replay {Seed} {bug}\nThe last of {again.Log.Count} log lines:\n{string.Join('\n', again.Log.TakeLast(60))}";
    }
}
