using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests;

public sealed class CallTests
{
    private readonly VirtualTime _time = new();
    private readonly SeededDispatcher _dispatcher;

    public CallTests() => _dispatcher = new SeededDispatcher(1, _time);

    [Fact]
    public void A_call_without_an_answer_times_out_within_a_quarter_more_and_runs_on()
    {
        const string Held = nameof(A_call_without_an_answer_times_out_within_a_quarter_more_and_runs_on);
        var silo = TestSilo.Simulated(_dispatcher, _time);

        var waited = _dispatcher.Run(async () =>
        {
            var probe = silo.GetGrain<ITurnProbe>("held");
            var begin = _time.GetUtcNow();
            await Assert.ThrowsAsync<TimeoutException>(() => probe.HoldAsync(Held));
            var waited = _time.GetUtcNow() - begin;
            Gate.Of(Held).Open();
            // The grain was busy with the held call until now: it had run on.
            Assert.Equal("1:1", await probe.IncrementAsync());
            return waited;
        });

        Assert.InRange(waited, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(37.5));
    }

    [Fact]
    public void A_call_that_times_out_while_it_waits_never_starts()
    {
        const string Held = nameof(A_call_that_times_out_while_it_waits_never_starts);
        var silo = TestSilo.Simulated(_dispatcher, _time);

        _dispatcher.Run(async () =>
        {
            var probe = silo.GetGrain<ITurnProbe>("held");
            var held = probe.HoldAsync(Held);
            await Assert.ThrowsAsync<TimeoutException>(() => probe.HoldAsync(Held + "-never"));
            await Assert.ThrowsAsync<TimeoutException>(() => held);
            Gate.Of(Held).Open();
            await probe.PingAsync();
        });

        Assert.Equal(0, Gate.Of(Held + "-never").Arrived);
    }

    [Fact]
    public void A_call_cancelled_while_it_waits_never_starts()
    {
        const string Held = nameof(A_call_cancelled_while_it_waits_never_starts);
        var silo = TestSilo.Simulated(_dispatcher, _time);

        _dispatcher.Run(async () =>
        {
            var probe = silo.GetGrain<ITurnProbe>("held");
            var held = probe.HoldAsync(Held);
            using var source = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe.WaitForCancelAsync(Held + "-never", source.Token));
            Gate.Of(Held).Open();
            await held;
            await probe.PingAsync();
        });

        Assert.Equal(0, Gate.Of(Held + "-never").Arrived);
    }

    [Fact]
    public async Task A_grain_interface_without_a_class_is_named()
    {
        await using var silo = TestSilo.Create();

        var error = Assert.Throws<ArgumentException>(() => silo.GetGrain<INobodysProbe>("k"));

        Assert.Contains(nameof(INobodysProbe), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silo_without_grain_assemblies_is_refused() =>
        Assert.Throws<ArgumentException>(() => TestSilo.Create(options => options.GrainAssemblies.Clear()));

    [Fact]
    public void A_silo_with_an_empty_mailbox_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TestSilo.Create(options => options.MailboxMax = 0));
}

public interface INobodysProbe : IGrainWithStringKey;
