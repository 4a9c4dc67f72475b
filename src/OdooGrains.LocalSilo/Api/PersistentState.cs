namespace OdooGrains.LocalSilo;

/// <summary>A stored value with its version.</summary>
public interface IStorage
{
    /// <summary>The version that was read or written last; null where nothing is stored.</summary>
    string? Etag { get; }

    bool RecordExists { get; }

    Task ClearStateAsync();

    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    Task WriteStateAsync();

    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    Task ReadStateAsync();

    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

/// <summary>A stored value of one type.</summary>
public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}

/// <summary>
/// State of a grain, injected by <see cref="PersistentStateAttribute"/> and read before OnActivateAsync. Only for what may be stale or lost.
/// A write with a stale ETag throws <see cref="InconsistentStateException"/>; where that leaves the grain's call, the activation ends.
/// </summary>
public interface IPersistentState<TState> : IStorage<TState>;

/// <summary>
/// Marks a constructor parameter of type <see cref="IPersistentState{TState}"/>. This silo has one storage, so the storage name is Orleans' affair.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    public string StateName { get; } = stateName;

    public string? StorageName { get; } = storageName;
}

/// <summary>Somebody else wrote this state since it was read.</summary>
public class InconsistentStateException : Exception
{
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    public InconsistentStateException(string message, string? storedEtag, string? currentEtag)
        : base(message)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The version in the store, where known.</summary>
    public string? StoredEtag { get; }

    /// <summary>The version that the writer held.</summary>
    public string? CurrentEtag { get; }
}
