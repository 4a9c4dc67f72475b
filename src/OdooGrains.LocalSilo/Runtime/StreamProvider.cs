namespace OdooGrains.LocalSilo;

/// <summary>Streams in memory, for implicit subscribers: an event is a call of the grain whose key is the stream's.</summary>
internal sealed class StreamProvider(LocalSilo silo, string name) : IStreamProvider
{
    private long _events;

    public string Name => name;

    public bool IsRewindable => false;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    private void Publish<T>(StreamId stream, T item)
    {
        var token = new EventNumber(Interlocked.Increment(ref _events));
        var copy = silo.Copier is { } copier ? copier.Copy(item, $"stream {stream}") : item;
        foreach (var subscriber in silo.SubscribersOf(stream.GetNamespace()!))
        {
            silo.Send(new GrainId(subscriber, stream.GetKeyAsString()), new RuntimeCall(
                grain => DeliverAsync(grain, stream, copy, token),
                error => silo.Log.StreamEventLost(stream, subscriber, error))
            {
                Method = new GrainMethod($"stream {stream.GetNamespace()}"),
            });
        }
    }

    private async Task DeliverAsync<T>(Grain grain, StreamId stream, T item, StreamSequenceToken token)
    {
        var observers = grain.Activation.StreamObservers;
        if (!observers.ContainsKey(stream) && grain is IStreamSubscriptionObserver subscriber)
        {
            await subscriber.OnSubscribed(new HandleFactory(this, stream, observers));
        }

        if (observers.GetValueOrDefault(stream) is IAsyncObserver<T> observer) await observer.OnNextAsync(item, token);
    }

    private sealed class EventNumber(long number) : StreamSequenceToken
    {
        public override long SequenceNumber { get; protected set; } = number;
    }

    private sealed class MemoryStream<T>(StreamProvider provider, StreamId id) : IAsyncStream<T>
    {
        public StreamId StreamId => id;

        public string ProviderName => provider.Name;

        public Task OnNextAsync(T item, StreamSequenceToken? token = null)
        {
            provider.Publish(id, item);
            return Task.CompletedTask;
        }

        // Nobody is told: grains do not rest anything on the end of a stream.
        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }

    private sealed class HandleFactory(StreamProvider provider, StreamId id, Dictionary<object, object> observers) : IStreamSubscriptionHandleFactory
    {
        public string ProviderName => provider.Name;

        public StreamId StreamId => id;

        public StreamSubscriptionHandle<T> Create<T>() => new Handle<T>(provider, id, observers);
    }

    private sealed class Handle<T>(StreamProvider provider, StreamId id, Dictionary<object, object> observers) : StreamSubscriptionHandle<T>
    {
        public override StreamId StreamId => id;

        public override string ProviderName => provider.Name;

        public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
        {
            observers[id] = observer;
            return Task.FromResult<StreamSubscriptionHandle<T>>(this);
        }

        public override Task UnsubscribeAsync()
        {
            observers.Remove(id);
            return Task.CompletedTask;
        }
    }
}
