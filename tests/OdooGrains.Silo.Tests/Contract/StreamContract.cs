using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests.Contract;

public sealed class StreamContract(SiloFixture silo) : SiloContract(silo)
{
    [Fact]
    public async Task Events_arrive_in_order_at_the_implicit_subscriber_of_their_key()
    {
        for (var number = 0; number < 20; number++) await Grain<IPublisherProbe>().PublishAsync(Key, new Hint(Key, number));

        await Until.TrueAsync(async () => (await Grain<IListenerProbe>().SeenAsync()).Select(seen => seen.Number).Distinct().Count() == 20);
        var seen = await Grain<IListenerProbe>().SeenAsync();
        // At least once, so a repetition is allowed.
        Assert.Equal(Enumerable.Range(0, 20), seen.Select(hint => hint.Number).Distinct());
        Assert.All(seen, hint => Assert.Equal(Key, hint.Key));
    }
}
