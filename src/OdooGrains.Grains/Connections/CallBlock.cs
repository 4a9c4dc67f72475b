using OdooGrains.Domain.Effects;

namespace OdooGrains.Grains.Connections;

/// <summary>No call of a connection leaves before an instant, since the last one was throttled or its credentials were refused.</summary>
/// <param name="Version">The configuration that the refused call was made with; another one is tried at once.</param>
internal sealed record CallBlock(DateTimeOffset Until, long Version, string Reason)
{
    public static CallBlock After(Failure failure, DateTimeOffset now, long version)
    {
        var retry = RetryPolicy.Default;
        var wait = failure.Class is FailureClass.Auth ? retry.AuthDelay : failure.RetryAfter ?? retry.DelayMin;
        return new(now + (wait < retry.RetryAfterMax ? wait : retry.RetryAfterMax), version, failure.Message);
    }

    public bool Holds(DateTimeOffset now, long version) => now < Until && version == Version;
}
