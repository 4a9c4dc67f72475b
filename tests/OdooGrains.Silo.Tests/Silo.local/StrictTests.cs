using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests;

public sealed class StrictTests
{
    [Fact]
    public async Task Arguments_and_results_are_copies()
    {
        await using var silo = TestSilo.Create(options => options.Strict = true);
        var sent = new LedgerState { Balance = 1 };

        var received = await silo.GetGrain<IStrictProbe>("k").EchoAsync(sent);

        Assert.NotSame(sent, received);
        Assert.Equal(1m, received.Balance);
        Assert.NotSame(sent, StrictProbeGrain.Received);
        Assert.NotSame(received, StrictProbeGrain.Received);
    }

    [Fact]
    public async Task Without_strictness_instances_are_passed_as_they_are()
    {
        await using var silo = TestSilo.Create();
        var sent = new LedgerState { Balance = 1 };

        Assert.Same(sent, await silo.GetGrain<IStrictProbe>("loose").EchoAsync(sent));
    }

    [Fact]
    public async Task An_argument_outside_the_wire_contexts_is_refused_and_named()
    {
        await using var silo = TestSilo.Create(options => options.Strict = true);

        var error = Assert.Throws<InvalidOperationException>(() => { _ = silo.GetGrain<IStrictProbe>("k").TakeAsync(new Unlisted("x")); });

        Assert.Contains("IStrictProbe.TakeAsync passes OdooGrains.Silo.Tests.Probes.Unlisted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_of_such_a_type_is_refused_too()
    {
        await using var silo = TestSilo.Create(options => options.Strict = true);

        Assert.Throws<InvalidOperationException>(() => { _ = silo.GetGrain<IStrictProbe>("k").TakeManyAsync([new Unlisted("x")]); });
    }

    [Fact]
    public async Task A_result_outside_the_wire_contexts_is_refused()
    {
        await using var silo = TestSilo.Create(options => options.Strict = true);

        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.GetGrain<IStrictProbe>("k").GiveAsync());
    }

    [Fact]
    public void Strictness_without_wire_contexts_is_refused() =>
        Assert.Throws<ArgumentException>(() => TestSilo.Create(options =>
        {
            options.Strict = true;
            options.WireContexts.Clear();
        }));
}

public interface IStrictProbe : IGrainWithStringKey
{
    Task<LedgerState> EchoAsync(LedgerState state);

    Task TakeAsync(Unlisted unlisted);

    Task TakeManyAsync(IReadOnlyList<Unlisted> unlisted);

    Task<Unlisted> GiveAsync();
}

public sealed class StrictProbeGrain : Grain, IStrictProbe
{
    public static LedgerState? Received { get; private set; }

    public Task<LedgerState> EchoAsync(LedgerState state)
    {
        if (this.GetPrimaryKeyString() == "k") Received = state;
        return Task.FromResult(state);
    }

    public Task TakeAsync(Unlisted unlisted) => Task.CompletedTask;

    public Task TakeManyAsync(IReadOnlyList<Unlisted> unlisted) => Task.CompletedTask;

    public Task<Unlisted> GiveAsync() => Task.FromResult(new Unlisted("x"));
}
