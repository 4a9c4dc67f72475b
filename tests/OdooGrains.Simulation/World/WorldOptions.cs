namespace OdooGrains.Simulation;

/// <summary>
/// What kind of world a seed is: drawn once, printed with a failing seed. Each seed has another mix (faults of one class are often absent
/// altogether), since a world where everything fails a little hides what only one fault, often, would show.
/// </summary>
internal sealed record WorldOptions
{
    public required int Seed { get; init; }

    public required IReadOnlyList<TenantOptions> Tenants { get; init; }

    /// <summary>Time over which orders are placed.</summary>
    public required TimeSpan Span { get; init; }

    /// <summary>When faults stop.</summary>
    public required TimeSpan Storm { get; init; }

    public required FaultRates Rates { get; init; }

    /// <summary>The process dies at these counts of its steps (store calls and requests), counted over the whole storm.</summary>
    public required IReadOnlyList<int> DiesAtStep { get; init; }

    /// <summary>The process dies at these times.</summary>
    public required IReadOnlyList<TimeSpan> DiesAt { get; init; }

    public static WorldOptions Of(int seed)
    {
        var random = Streams.Of(seed, "world");
        var span = TimeSpan.FromSeconds(random.Next(15, 70));
        var storm = span + TimeSpan.FromSeconds(random.Next(40, 140));
        return new()
        {
            Seed = seed,
            Tenants = TenantOptions.Draw(random, seed),
            Span = span,
            Storm = storm,
            Rates = FaultRates.Draw(random),
            DiesAtStep = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.Next(20, 700)).Order()],
            DiesAt = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => storm * random.NextDouble()).Order()],
        };
    }

    public override string ToString()
        => $"seed {Seed}: placing {Span.TotalSeconds:0} s, storm {Storm.TotalSeconds:0} s, dies at steps [{string.Join(", ", DiesAtStep)}] and at [{string.Join(", ", DiesAt.Select(at => $"{at.TotalSeconds:0.#} s"))}]; "
            + $"{Rates}; tenants {string.Join("; ", Tenants)}";
}
