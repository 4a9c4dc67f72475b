using System.Diagnostics.CodeAnalysis;

namespace OdooGrains.LocalSilo;

/// <summary>The grain whose key is the stream's key receives every event of streams in this namespace.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ImplicitStreamSubscriptionAttribute(string streamNamespace) : Attribute
{
    public string Namespace { get; } = streamNamespace;
}

/// <summary>Names one stream: a namespace and a key.</summary>
public readonly record struct StreamId
{
    private readonly string _namespace;
    private readonly string _key;

    private StreamId(string ns, string key)
    {
        _namespace = ns;
        _key = key;
    }

    public static StreamId Create(string? ns, string key) => new(ns ?? "", key);

    public string? GetNamespace() => _namespace;

    public string GetKeyAsString() => _key;

    public override string ToString() => $"{_namespace}/{_key}";
}

/// <summary>The place of an event in its stream. Not for deduplication: use an id of the event.</summary>
public abstract class StreamSequenceToken
{
    public abstract long SequenceNumber { get; protected set; }
}

/// <summary>Receives the events of a stream, in the order of their producer, at least once where they are not lost: events are hints.</summary>
public interface IAsyncObserver<in T>
{
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    Task OnCompletedAsync() => Task.CompletedTask;

    Task OnErrorAsync(Exception ex);
}

/// <summary>A stream of events.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "The name is Orleans'.")]
public interface IAsyncStream<T> : IAsyncObserver<T>
{
    StreamId StreamId { get; }

    string ProviderName { get; }
}

/// <summary>Hands out streams. They live in memory and end with the process.</summary>
public interface IStreamProvider
{
    string Name { get; }

    bool IsRewindable { get; }

    IAsyncStream<T> GetStream<T>(StreamId streamId);
}

/// <summary>One subscription.</summary>
public abstract class StreamSubscriptionHandle<T>
{
    public abstract StreamId StreamId { get; }

    public abstract string ProviderName { get; }

    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);

    public abstract Task UnsubscribeAsync();
}

/// <summary>Makes the handle of a subscription, typed.</summary>
public interface IStreamSubscriptionHandleFactory
{
    StreamId StreamId { get; }

    string ProviderName { get; }

    StreamSubscriptionHandle<T> Create<T>();
}

/// <summary>A grain with implicit subscriptions is told of each stream before its first event, and answers with ResumeAsync.</summary>
public interface IStreamSubscriptionObserver
{
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}
