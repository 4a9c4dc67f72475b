using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests.Contract;

public sealed class TurnContract(SiloFixture silo) : SiloContract(silo)
{
    [Fact]
    public async Task Calls_take_turns_to_the_end()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Grain<ITurnProbe>().IncrementAsync()));

        Assert.Equal(["1:1", "2:1", "3:1", "4:1", "5:1"], results.Order());
    }

    [Fact]
    public async Task A_plain_call_waits_for_a_held_one()
    {
        var held = Grain<ITurnProbe>().HoldAsync(Key);
        await Gate.Of(Key).HasArrivedAsync();
        var waiting = Grain<ITurnProbe>().IncrementAsync();

        Assert.Equal(0, await Grain<ITurnProbe>().PeekAsync());
        Assert.False(waiting.IsCompleted);
        Gate.Of(Key).Open();
        Assert.Equal("1:1", await waiting);
        await held;
    }

    [Fact]
    public async Task An_always_interleave_call_runs_beside_a_held_one()
    {
        var held = Grain<ITurnProbe>().HoldAsync(Key);
        await Gate.Of(Key).HasArrivedAsync();

        Assert.Equal(0, await Grain<ITurnProbe>().PeekAsync());
        Assert.False(held.IsCompleted);
        Gate.Of(Key).Open();
        await held;
    }

    [Fact]
    public async Task A_plain_call_starts_beside_a_held_always_interleave_call()
    {
        var held = Grain<ITurnProbe>().HoldBesideAsync(Key);
        await Gate.Of(Key).HasArrivedAsync();

        await Grain<ITurnProbe>().PingAsync();

        Assert.False(held.IsCompleted);
        Gate.Of(Key).Open();
        await held;
    }

    [Fact]
    public async Task Read_only_calls_run_beside_each_other()
    {
        var reads = Enumerable.Range(0, 4).Select(_ => Grain<ITurnProbe>().ReadAsync(Key)).ToArray();

        await Gate.Of(Key).HasArrivedAsync(calls: 4);

        Gate.Of(Key).Open();
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task A_read_only_call_waits_for_a_held_plain_one()
    {
        var held = Grain<ITurnProbe>().HoldAsync(Key);
        await Gate.Of(Key).HasArrivedAsync();
        var read = Grain<ITurnProbe>().ReadAsync(Key + "-read");

        await Grain<ITurnProbe>().PeekAsync();
        Assert.Equal(0, Gate.Of(Key + "-read").Arrived);
        Gate.Of(Key).Open();
        await Gate.Of(Key + "-read").HasArrivedAsync();
        Gate.Of(Key + "-read").Open();
        await Task.WhenAll(held, read);
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_run_beside_each_other()
    {
        var calls = Enumerable.Range(0, 3).Select(_ => Grain<IReentrantProbe>().HoldAsync(Key)).ToArray();

        await Gate.Of(Key).HasArrivedAsync(calls: 3);

        Gate.Of(Key).Open();
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_one_way_call_neither_waits_nor_throws()
    {
        await Grain<ITurnProbe>().NotifyAsync(Key);

        await Gate.Of(Key).HasArrivedAsync();
        Assert.Equal(0, await Grain<ITurnProbe>().PeekAsync());
        Gate.Of(Key).Open();
        await Until.TrueAsync(async () => await Grain<ITurnProbe>().PeekAsync() == 100);
    }

    [Fact]
    public async Task Awaits_come_back_to_the_activation() => Assert.True(await Grain<ITurnProbe>().StaysOnSchedulerAsync());

    [Fact]
    public async Task A_call_chain_that_comes_back_times_out() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Grain<ITurnProbe>().CallAsync(Key + "-other", allowReentrancy: false));

    [Fact]
    public async Task A_call_chain_may_be_let_back_in() =>
        Assert.Equal("here", await Grain<ITurnProbe>().CallAsync(Key + "-other", allowReentrancy: true));

    [Fact]
    public async Task Cancellation_reaches_the_grain_and_the_caller()
    {
        using var source = new CancellationTokenSource();
        var call = Grain<ITurnProbe>().WaitForCancelAsync(Key, source.Token);
        await Gate.Of(Key).HasArrivedAsync();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Until.TrueAsync(async () => await Grain<ITurnProbe>().PeekAsync() == -1);
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_does_not_hold_the_grain()
    {
        var held = Grain<ITurnProbe>().HoldAsync(Key);
        await Gate.Of(Key).HasArrivedAsync();
        using var source = new CancellationTokenSource();
        var waiting = Grain<ITurnProbe>().WaitForCancelAsync(Key + "-shut", source.Token);
        // Beside the held call: the waiting one, sent before, has reached the grain.
        await Grain<ITurnProbe>().PeekAsync();

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Gate.Of(Key).Open();
        await held;
        // Orleans may still start it, with its token cancelled; the embedded silo does not.
        await Grain<ITurnProbe>().PingAsync();
    }
}
