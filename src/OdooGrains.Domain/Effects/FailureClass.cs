namespace OdooGrains.Domain.Effects;

/// <summary>What kind of failure a connector saw. It is decided once, there.</summary>
public enum FailureClass
{
    /// <summary>Goes away by itself: tried again with backoff, as long as it takes.</summary>
    Transient,
    /// <summary>Too many calls: waits as long as the target says.</summary>
    Throttled,
    /// <summary>Credentials refused: the connection pauses until it is changed, tested or resumed.</summary>
    Auth,
    /// <summary>The target refuses this document: held until its cause is removed.</summary>
    Business,
    /// <summary>The target does not understand what we send: held, the mapping must change.</summary>
    Schema,
    /// <summary>Fails for no known reason: dead after <see cref="RetryPolicy.AttemptsMax"/> attempts.</summary>
    Poison,
}
