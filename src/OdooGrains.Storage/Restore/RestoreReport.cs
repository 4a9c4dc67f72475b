using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Restore;

/// <summary>What was done after a restore.</summary>
public sealed record RestoreReport
{
    public required DateTimeOffset BackupAt { get; init; }

    /// <summary>From when on feeds list again.</summary>
    public required DateTimeOffset ListedSince { get; init; }

    public int Tenants { get; init; }

    /// <summary>Effects that are looked up, or read back, before anything is sent.</summary>
    public int Effects { get; init; }

    public int Epochs { get; init; }
    public int Feeds { get; init; }

    /// <summary>Connections that have no feed: what they sent since the backup must be sent again from there, or entered by hand.</summary>
    public IReadOnlyList<ConnectionKey> WithoutFeeds { get; init; } = [];
}
