namespace OdooGrains.Storage.Sweep;

/// <summary>Unfinished work by tenant, as the sweep of this process saw it last: looking costs nothing, and it may be some seconds old.</summary>
public interface IBacklogView
{
    /// <summary>Tenants with nothing open are left out; empty before the first round.</summary>
    IReadOnlyList<TenantBacklog> Backlog { get; }
}
