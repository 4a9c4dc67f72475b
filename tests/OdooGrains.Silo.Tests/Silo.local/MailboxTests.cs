using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests;

public sealed class MailboxTests
{
    [Fact]
    public async Task A_call_beyond_the_mailbox_limit_is_refused_and_the_others_run()
    {
        await using var silo = TestSilo.Create(options => options.MailboxMax = 3);
        var probe = silo.GetGrain<ITurnProbe>("full");
        var gate = Gate.Of(nameof(A_call_beyond_the_mailbox_limit_is_refused_and_the_others_run));
        var held = probe.HoldAsync(nameof(A_call_beyond_the_mailbox_limit_is_refused_and_the_others_run));
        await gate.HasArrivedAsync();
        var waiting = Enumerable.Range(0, 3).Select(_ => probe.IncrementAsync()).ToArray();

        var error = await Assert.ThrowsAsync<LimitExceededException>(probe.IncrementAsync);

        Assert.Contains("turnprobe/full has 3 calls waiting", error.Message, StringComparison.Ordinal);
        gate.Open();
        await held;
        Assert.Equal(["1:1", "2:1", "3:1"], await Task.WhenAll(waiting));
        Assert.Equal("4:1", await probe.IncrementAsync());
    }

    [Fact]
    public async Task Another_grains_mailbox_is_its_own()
    {
        await using var silo = TestSilo.Create(options => options.MailboxMax = 1);
        var gate = Gate.Of(nameof(Another_grains_mailbox_is_its_own));
        var held = silo.GetGrain<ITurnProbe>("full").HoldAsync(nameof(Another_grains_mailbox_is_its_own));
        await gate.HasArrivedAsync();
        var waiting = silo.GetGrain<ITurnProbe>("full").IncrementAsync();

        Assert.Equal("1:1", await silo.GetGrain<ITurnProbe>("other").IncrementAsync());

        gate.Open();
        await held;
        await waiting;
    }
}
