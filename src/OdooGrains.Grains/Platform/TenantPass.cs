using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Platform;

/// <summary>Goes through all tenants bit by bit behind the sweep: a few a round, and when all had their turn, it rests until the next pass.</summary>
/// <param name="tenantsMax">Tenants of one round.</param>
/// <param name="roundEvery">From one round to the next.</param>
/// <param name="passEvery">From the begin of one pass to that of the next.</param>
internal sealed class TenantPass(PlatformFigures figures, int tenantsMax, TimeSpan roundEvery, TimeSpan passEvery)
{
    private DateTimeOffset? _roundAt, _passAt;
    private TenantId? _last;
    private bool _isUnderWay;

    /// <summary>Whether a round is due; it has begun where it is.</summary>
    public bool Begins(DateTimeOffset now)
    {
        if ((!_isUnderWay && now - _passAt < passEvery) || now - _roundAt < roundEvery)
        {
            return false;
        }

        (_roundAt, _passAt, _isUnderWay) = (now, _isUnderWay ? _passAt : now, true);
        return true;
    }

    /// <summary>Whose turn it is. One that is not <see cref="Done"/> has the first turn of the next round.</summary>
    public IReadOnlyList<Tenant> Next()
        => [.. figures.Tenants.SkipWhile(tenant => _last is { } last && string.CompareOrdinal(tenant.Id.Value, last.Value) <= 0).Take(tenantsMax)];

    public void Done(TenantId tenant) => _last = tenant;

    /// <summary>The round is over; where it had the last tenant, the pass is.</summary>
    public void End()
    {
        if (Next().Count == 0)
        {
            (_last, _isUnderWay) = (null, false);
        }
    }
}
