using OdooGrains.Domain.Effects;

namespace OdooGrains.Grains.Connections;

/// <summary>No call of a connection leaves before an instant, since the last one was throttled or its credentials were refused.</summary>
/// <param name="Until">Null where only another configuration ends it: the credentials were refused.</param>
/// <param name="Version">The configuration that the refused call was made with; another one is tried at once.</param>
internal sealed record CallBlock(DateTimeOffset? Until, long Version, string Reason)
{
    public static CallBlock After(Failure failure, DateTimeOffset now, long version)
    {
        var retry = RetryPolicy.Default;
        var wait = failure.RetryAfter ?? retry.DelayMin;
        return new(failure.Class is FailureClass.Auth ? null : now + (wait < retry.RetryAfterMax ? wait : retry.RetryAfterMax), version, failure.Message);
    }

    public bool Holds(DateTimeOffset now, long version) => version == Version && (Until is not { } until || now < until);

    /// <summary>Of two blocks of one configuration the longer, else this one.</summary>
    public CallBlock Or(CallBlock? standing)
        => standing is not null && standing.Version == Version && Until is not null && !(standing.Until <= Until) ? standing : this;

    public string Sentence => Until is { } until
        ? $"{Reason} Next try at {until:u}, or when the connection is changed, tested or resumed."
        : $"The credentials were refused: {Reason} Nothing is sent until the connection is changed, tested well or resumed.";
}
