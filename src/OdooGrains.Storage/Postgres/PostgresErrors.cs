using System.Net.Sockets;
using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>What an error of the server or of the way to it means for the transaction.</summary>
internal enum PostgresFault
{
    /// <summary>Rolled back because of its values (classes 22 and 23, row-level security): they will be refused again.</summary>
    Refused,
    /// <summary>Rolled back because of others at the same time (deadlock, lock or statement timeout): worth another try.</summary>
    Contended,
    /// <summary>Rolled back because the server cannot now (disk full, read-only, starting up).</summary>
    Unavailable,
    /// <summary>The session ended, or no answer came: a commit that was sent may or may not be there.</summary>
    NoAnswer,
}

/// <summary>Sorts errors by <see cref="PostgresFault"/>. https://www.postgresql.org/docs/current/errcodes-appendix.html</summary>
internal static class PostgresErrors
{
    public static PostgresFault Classify(Exception error) => error switch
    {
        // A session that dies may do so after its commit.
        PostgresException { Severity: "FATAL" or "PANIC" } => PostgresFault.NoAnswer,
        PostgresException { SqlState: "40001" or "40P01" or "55P03" or "57014" } => PostgresFault.Contended,
        PostgresException { SqlState: ['2', '2' or '3', ..] or "42501" or "54000" } => PostgresFault.Refused,
        PostgresException => PostgresFault.Unavailable,
        _ => PostgresFault.NoAnswer,
    };

    /// <summary>Errors of the server and of the way to it; everything else is a mistake in the program.</summary>
    public static bool IsStoreError(Exception error) => error is NpgsqlException or IOException or SocketException or TimeoutException;

    /// <summary>What the caller of a read, or of a write that was surely rolled back, sees.</summary>
    public static Exception ToCaller(Exception error) => Classify(error) is PostgresFault.Refused
        ? new StoreRefusedException($"The store refused the values: {Short(error)}.", error)
        : new StoreUnavailableException($"PostgreSQL could not: {Short(error)}. Nothing was written.", error);

    /// <summary>Without the detail, which quotes values.</summary>
    public static string Short(Exception error) => error is PostgresException server ? $"{server.SqlState} {server.MessageText}" : error.Message;
}
