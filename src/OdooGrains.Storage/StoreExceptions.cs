namespace OdooGrains.Storage;

/// <summary>The store could not be reached or refused; surely nothing was committed.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A commit was sent and no answer came; reading back did not tell either. Callers treat it as unknown, never as "not committed".</summary>
public sealed class CommitUnknownException(string message, Exception? inner = null) : Exception(message, inner);
