using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Grains.Outbound;

/// <summary>
/// Whether the owner that decided a call still owns its connection. A mark proves it, and each proof lasts <paramref name="proofAgeMax"/> from when
/// it was asked for; then the store is asked again. So the last request of a call leaves within that time of the end of its owner.
/// </summary>
/// <param name="provedAt">When the last proof was asked for; null where there is none, as before a look-up or the page of a feed.</param>
internal sealed class OwnerFence(ConnectionKey connection, long epoch, IEffectStore effects, TimeProvider time, TimeSpan proofAgeMax, long? provedAt)
{
    private long? _provedAt = provedAt;

    /// <summary>A request was held back.</summary>
    public bool HasHeldBack { get; private set; }

    /// <summary>Whether a request may leave now. False too where the store cannot say.</summary>
    public async ValueTask<bool> MayLeaveAsync()
    {
        if (!IsProved && await AskAsync() is { } asked)
        {
            _provedAt = asked;
        }

        HasHeldBack |= !IsProved;
        return IsProved;
    }

    private bool IsProved => _provedAt is { } proved && time.GetElapsedTime(proved) <= proofAgeMax;

    private async Task<long?> AskAsync()
    {
        var asked = time.GetTimestamp();
        try
        {
            return await effects.CurrentEpochAsync(connection, CancellationToken.None) == epoch ? asked : null;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
