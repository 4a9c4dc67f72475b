namespace OdooGrains.Storage.Formats;

/// <summary>Instants as every store keeps them: UTC, whole microseconds (what PostgreSQL's timestamptz holds), the rest cut off.</summary>
public static class StoredTime
{
    public static DateTimeOffset Cut(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static DateTimeOffset? Cut(DateTimeOffset? time) => time is { } value ? Cut(value) : null;

    /// <summary>Microseconds since 1970.</summary>
    internal static long ToMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    internal static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
