namespace OdooGrains.Silo.Tests.Probes;

[Alias("probe.brief")]
public interface IBriefProbe : IGrainWithStringKey
{
    [Alias("Call")]
    Task Call();
}

/// <summary>Its class says how long it may go without a call.</summary>
[CollectionAgeLimit(Minutes = 2)]
public sealed class BriefProbe : Grain, IBriefProbe
{
    public Task Call() => Task.CompletedTask;
}
