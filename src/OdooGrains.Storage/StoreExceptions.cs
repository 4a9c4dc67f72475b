namespace OdooGrains.Storage;

/// <summary>The store could not be reached, or is behind; surely nothing was committed. Worth another try.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The store refused the values themselves (a broken invariant, a character that it cannot hold); surely nothing was committed, and the
/// same values will be refused again.
/// </summary>
public sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A commit was sent and no answer came; reading back did not tell either. Callers treat it as unknown, never as "not committed".</summary>
public sealed class CommitUnknownException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store must not be used as it is: its settings may lose commits, its role escapes row-level security, or its migrations are not this program's. The message names the remedy.</summary>
public sealed class StoreNotUsableException(string message) : Exception(message);
