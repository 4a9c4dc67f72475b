using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests;

public sealed class FaultTests
{
    private readonly VirtualTime _time = new();
    private readonly SeededDispatcher _dispatcher;
    private readonly NextFault _next = new();
    private readonly LocalSilo.LocalSilo _silo;

    public FaultTests()
    {
        _dispatcher = new SeededDispatcher(1, _time);
        _silo = TestSilo.Simulated(_dispatcher, _time, options => options.Faults = _next);
    }

    private IAccountProbe Account => _silo.GetGrain<IAccountProbe>("account");

    [Fact]
    public void A_lost_answer_is_an_error_for_the_caller_and_the_call_has_run()
    {
        var balance = _dispatcher.Run(async () =>
        {
            _next.Fault = new CallFault.LoseAnswer();
            await Assert.ThrowsAsync<TimeoutException>(() => Account.ApplyAsync(new Deposit("k", 5)));
            return (await Account.EntryAsync()).Balance;
        });

        Assert.Equal(5m, balance);
    }

    [Fact]
    public void A_failed_call_has_not_run()
    {
        var balance = _dispatcher.Run(async () =>
        {
            _next.Fault = new CallFault.Fail();
            await Assert.ThrowsAsync<SiloUnavailableException>(() => Account.ApplyAsync(new Deposit("k", 5)));
            return (await Account.EntryAsync()).Balance;
        });

        Assert.Equal(0m, balance);
    }

    [Fact]
    public void A_dropped_call_has_not_run_and_times_out()
    {
        var (balance, waited) = _dispatcher.Run(async () =>
        {
            var begin = _time.GetUtcNow();
            _next.Fault = new CallFault.Drop();
            await Assert.ThrowsAsync<TimeoutException>(() => Account.ApplyAsync(new Deposit("k", 5)));
            var waited = _time.GetUtcNow() - begin;
            return ((await Account.EntryAsync()).Balance, waited);
        });

        Assert.Equal((0m, TimeSpan.FromSeconds(30)), (balance, waited));
    }

    [Fact]
    public void A_delayed_call_is_overtaken_and_arrives()
    {
        var (overtaking, delayed) = _dispatcher.Run(async () =>
        {
            _next.Fault = new CallFault.Delay(TimeSpan.FromSeconds(10));
            var late = Account.ApplyAsync(new Deposit("k", 5));
            var overtaking = await Account.ApplyAsync(new Deposit("k", 1));
            return (overtaking, await late);
        });

        Assert.Equal((1m, 6m), (overtaking, delayed));
    }

    [Fact]
    public void A_second_activation_of_the_same_key_conflicts_in_the_store_only()
    {
        _dispatcher.Run(async () =>
        {
            await Account.ApplyAsync(new Deposit("k", 1));
            var first = await Account.ActivationAsync();
            _next.Fault = new CallFault.SecondActivation();
            Assert.Equal(3m, await Account.ApplyAsync(new Deposit("k", 2)));
            Assert.NotEqual(first, await Account.ActivationAsync());

            // The older one lives on with what it read, until the store refuses it.
            _next.Fault = new CallFault.OlderActivation();
            Assert.Equal(first, await Account.ActivationAsync());
            _next.Fault = new CallFault.OlderActivation();
            await Assert.ThrowsAsync<InconsistentStateException>(() => Account.ApplyAsync(new Deposit("k", 4)));
            Assert.Equal(7m, await Account.ApplyAsync(new Deposit("k", 4)));
        });
    }

    [Fact]
    public void A_grain_can_be_deactivated_after_any_turn()
    {
        var lines = _dispatcher.Run(async () =>
        {
            await Account.ApplyAsync(new Deposit("k", 1));
            _next.Deactivate = Account.GetGrainId();
            Assert.Equal(3m, await Account.ApplyAsync(new Deposit("k", 2)));
            Assert.Equal(6m, await Account.ApplyAsync(new Deposit("k", 3)));
            return await _silo.GetGrain<IJournalProbe>("account").LinesAsync();
        });

        Assert.Equal("begin, end: RuntimeRequested, begin", string.Join(", ", lines));
    }

    /// <summary>Does one harm, once.</summary>
    private sealed class NextFault : ISiloFaults
    {
        public CallFault? Fault { get; set; }

        public GrainId? Deactivate { get; set; }

        public CallFault OnCall(GrainId target, string method)
        {
            var fault = Fault ?? CallFault.None;
            Fault = null;
            return fault;
        }

        public bool DeactivateAfterTurn(GrainId grain)
        {
            if (grain != Deactivate) return false;

            Deactivate = null;
            return true;
        }
    }
}
