using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests;

/// <summary>
/// Twenty clients use seven accounts for some virtual hours: racing deposits, deactivations, reminders, timers and stream events, under every
/// kind of fault.
/// </summary>
internal static class SimulatedDay
{
    public static string Run(int seed)
    {
        var time = new VirtualTime();
        var dispatcher = new SeededDispatcher(seed, time);
        var faults = new SeededFaults(seed);
        var silo = TestSilo.Simulated(dispatcher, time, options =>
        {
            options.Faults = faults;
            options.Strict = true;
        });

        var outcome = dispatcher.Run(async () =>
        {
            await silo.StartAsync();
            await StartTicksAsync(silo);
            var applied = await Task.WhenAll(Enumerable.Range(0, 20).Select(client => ClientAsync(silo, time, client, new Random((seed * 100) + client))));
            faults.Enabled = false;
            // What was delayed arrives.
            await Task.Delay(TimeSpan.FromMinutes(2), time);
            return $"{applied.Sum()} applied, {await SumAsync(silo)} in the books, {await EventsAsync(silo)} events seen";
        });
        return $"{outcome}, {dispatcher.Turns} turns, {time.GetUtcNow():O}, hash {dispatcher.TraceHash:x16}";
    }

    private static async Task StartTicksAsync(LocalSilo.LocalSilo grains)
    {
        await AnswerAsync(() => grains.GetGrain<IReminderProbe>("simulated").StartAsync("r", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)));
        await AnswerAsync(() => grains.GetGrain<ITimerProbe>("simulated").StartAsync("t", TimeSpan.FromMinutes(1), TimerKind.Interleaving));
    }

    private static async Task<int> ClientAsync(LocalSilo.LocalSilo grains, TimeProvider time, int client, Random random)
    {
        var account = grains.GetGrain<IAccountProbe>($"account-{client % 7}");
        var applied = 0;
        for (var round = 0; round < 20; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 600)), time);
            if (await AnswerAsync(() => account.ApplyAsync(new Deposit("k", 1)))) applied++;
            if (round % 5 == 3) await AnswerAsync(account.LeaveAsync);
            await AnswerAsync(() => grains.GetGrain<IPublisherProbe>($"p{client % 3}").PublishAsync($"stream-{client}", new Hint("s", round)));
        }

        return applied;
    }

    /// <summary>Whether a call succeeded; under faults it need not.</summary>
    private static async Task<bool> AnswerAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (Exception error) when (error is TimeoutException or SiloUnavailableException or InconsistentStateException)
        {
            return false;
        }
    }

    private static async Task<decimal> SumAsync(LocalSilo.LocalSilo grains)
    {
        var sum = 0m;
        for (var account = 0; account < 7; account++) sum += (await grains.GetGrain<IAccountProbe>($"account-{account}").EntryAsync()).Balance;
        return sum;
    }

    private static async Task<int> EventsAsync(LocalSilo.LocalSilo grains)
    {
        var seen = 0;
        for (var client = 0; client < 20; client++) seen += (await grains.GetGrain<IListenerProbe>($"stream-{client}").SeenAsync()).Length;
        return seen;
    }

    /// <summary>One call in ten comes to harm.</summary>
    private sealed class SeededFaults(int seed) : ISiloFaults
    {
        private readonly Random _random = new(seed);

        public bool Enabled { get; set; } = true;

        public CallFault OnCall(GrainId target, string method) => !Enabled ? CallFault.None : _random.Next(60) switch
        {
            0 => new CallFault.Fail(),
            1 => new CallFault.LoseAnswer(),
            2 => new CallFault.Drop(),
            3 => new CallFault.Delay(TimeSpan.FromSeconds(_random.Next(60))),
            4 => new CallFault.SecondActivation(),
            5 => new CallFault.OlderActivation(),
            _ => CallFault.None,
        };

        public bool DeactivateAfterTurn(GrainId grain) => Enabled && _random.Next(100) == 0;
    }
}
