using OdooGrains.Storage;

namespace OdooGrains.TestKit;

/// <summary>
/// What every call of a <see cref="MemoryStore"/> passes. A simulation lets time pass here, or throws: before a call takes effect
/// (<see cref="StoreUnavailableException"/>, or <see cref="CommitUnknownException"/> for a commit that was lost), or after
/// (<see cref="CommitUnknownException"/> for one whose answer was).
/// </summary>
public interface IStoreGate
{
    /// <summary>Nothing has happened yet. A task that never ends is a process that has died: the call never takes effect.</summary>
    Task BeforeAsync(StoreCall call);

    /// <summary>The call has taken effect; its answer is on the way.</summary>
    Task AfterAsync(StoreCall call);
}

/// <summary>One call of the store.</summary>
/// <param name="Name">The method without "Async", such as <c>MarkSent</c>.</param>
/// <param name="Writes">Whether it commits anything.</param>
/// <param name="About">The document, connection or tenant that it concerns; empty where it concerns all.</param>
public readonly record struct StoreCall(string Name, bool Writes, string About);
