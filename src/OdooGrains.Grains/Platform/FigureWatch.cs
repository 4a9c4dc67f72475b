using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Platform;

/// <summary>Keeps the figures of the platform that the REST front and the metrics show.</summary>
public sealed class FigureWatch(PlatformFigures figures, ISweepStore sweep, IAlertStore alerts, ITenantStore tenants) : ISweepFollower
{
    /// <summary>How often held and stalled orders and open alerts are counted. 10 s.</summary>
    public static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(10);

    /// <summary>How often the tenants are listed. 1 min.</summary>
    public static readonly TimeSpan ListEvery = TimeSpan.FromMinutes(1);

    private const int TenantsPage = 1_000;
    private DateTimeOffset? _countedAt, _listedAt;

    public async Task FollowAsync(SweepRound round, CancellationToken cancellation)
    {
        if (IsDue(_listedAt, ListEvery, round.At))
        {
            figures.Tenants = await ListAsync(cancellation);
            _listedAt = round.At;
        }

        if (IsDue(_countedAt, CountEvery, round.At))
        {
            figures.Troubles = await sweep.TroublesAsync(round.At, cancellation);
            figures.Alerts = await alerts.CountAsync(cancellation);
            _countedAt = round.At;
        }

        (figures.Backlog, figures.SeenAt) = (round.Backlog, round.At);
    }

    private static bool IsDue(DateTimeOffset? last, TimeSpan every, DateTimeOffset now) => last is null || now - last >= every;

    private async Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellation)
    {
        List<Tenant> all = [];
        IReadOnlyList<Tenant> page;
        do
        {
            page = await tenants.ListTenantsAsync(all.Count == 0 ? null : all[^1].Id, TenantsPage, cancellation);
            all.AddRange(page);
        }
        while (page.Count == TenantsPage);

        return all;
    }
}
