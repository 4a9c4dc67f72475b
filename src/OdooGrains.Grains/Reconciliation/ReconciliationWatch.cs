using OdooGrains.Contracts.Reconciliation;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Grains.Platform;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Reconciliation;

/// <summary>
/// Follows the sweep and sees to it, tenant by tenant, that each subject with a schedule has its reminder: also of a tenant that is new, and of one whose
/// plan has changed.
/// </summary>
public sealed class ReconciliationWatch(PlatformFigures figures, PolicyDirectory policies, IGrainFactory grains) : ISweepFollower
{
    private static readonly IReadOnlyList<ReconciliationSubject> Subjects = Enum.GetValues<ReconciliationSubject>();

    private readonly TenantPass _pass = new(figures, ReconciliationLimits.WatchRoundTenants, ReconciliationLimits.WatchRoundEvery, ReconciliationLimits.WatchEvery);

    public async Task FollowAsync(SweepRound round, CancellationToken cancellation)
    {
        if (!_pass.Begins(round.At))
        {
            return;
        }

        foreach (var tenant in _pass.Next())
        {
            if (tenant.Status is TenantStatus.Active)
            {
                await EnsureAsync(tenant.Id, cancellation);
            }

            _pass.Done(tenant.Id);
        }

        _pass.End();
    }

    private async Task EnsureAsync(TenantId tenant, CancellationToken cancellation)
    {
        var policy = await policies.ForAsync(tenant, cancellation);
        foreach (var subject in Subjects.Where(subject => policy.ScheduleOf(subject) is not null))
        {
            await grains.GetGrain<IReconciliationGrain>(new ReconciliationKey(tenant, subject).ToString()).Ensure();
        }
    }
}
