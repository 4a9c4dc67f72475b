namespace OdooGrains.LocalSilo;

/// <summary>A mailbox is full: the call never ran. The caller backs off, or asks less.</summary>
public sealed class LimitExceededException(string message) : Exception(message);

/// <summary>The silo is not there: it was stopped or killed. The call may have run.</summary>
public sealed class SiloUnavailableException(string message) : Exception(message);
