using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests.Contract;

public sealed class ContextContract(SiloFixture silo) : SiloContract(silo)
{
    [Fact]
    public async Task A_request_context_goes_down_the_chain_of_calls()
    {
        RequestContext.Set("who", "me");

        Assert.Equal("me", await Grain<IContextProbe>().GetAsync("who"));
        Assert.Equal("me", await Grain<IContextProbe>().GetViaAsync(Key + "-other", "who"));
        Assert.True(RequestContext.Remove("who"));
        Assert.Null(await Grain<IContextProbe>().GetAsync("who"));
    }

    [Fact]
    public async Task A_request_context_does_not_come_back()
    {
        RequestContext.Set("who", "me");

        await Grain<IContextProbe>().SetAsync("who", "other");

        Assert.Equal("me", RequestContext.Get("who"));
        RequestContext.Clear();
        Assert.Null(await Grain<IContextProbe>().GetAsync("who"));
    }

    [Fact]
    public async Task An_async_local_does_not_leak_into_the_next_call()
    {
        // They wait together, so that they run in one go.
        var held = Grain<IContextProbe>().HoldAsync(Key);
        await Gate.Of(Key).HasArrivedAsync();
        var leakedByHeld = Grain<IContextProbe>().LeakedAsync();
        var set = Grain<IContextProbe>().SetAsync("who", "leak");
        var leakedBySet = Grain<IContextProbe>().LeakedAsync();

        Gate.Of(Key).Open();
        await held;
        Assert.Null(await leakedByHeld);
        await set;
        Assert.Null(await leakedBySet);
    }
}
