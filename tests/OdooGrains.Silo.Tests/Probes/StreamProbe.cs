using System.Collections.Immutable;

namespace OdooGrains.Silo.Tests.Probes;

[Alias("probe.IPublisherProbe")]
public interface IPublisherProbe : IGrainWithStringKey
{
    [Alias("Publish")]
    Task PublishAsync(string key, Hint hint);
}

[Alias("probe.IListenerProbe")]
public interface IListenerProbe : IGrainWithStringKey
{
    [Alias("Seen")]
    [AlwaysInterleave]
    Task<ImmutableArray<Hint>> SeenAsync();
}

public sealed class PublisherProbeGrain : Grain, IPublisherProbe
{
    public Task PublishAsync(string key, Hint hint) => this.GetStreamProvider("hints").GetStream<Hint>(StreamId.Create("events", key)).OnNextAsync(hint);
}

[ImplicitStreamSubscription("events")]
public sealed class ListenerProbeGrain : Grain, IListenerProbe, IStreamSubscriptionObserver, IAsyncObserver<Hint>
{
    private ImmutableArray<Hint> _seen = [];

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Hint>().ResumeAsync(this);

    public Task OnNextAsync(Hint item, StreamSequenceToken? token = null)
    {
        _seen = _seen.Add(item);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public Task<ImmutableArray<Hint>> SeenAsync() => Task.FromResult(_seen);
}
