using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Customers;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Failures;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Reconciliation;
using OdooGrains.Storage.Restore;
using OdooGrains.Storage.Retention;
using OdooGrains.Storage.Stock;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;
using OdooGrains.Storage.Writing;

namespace OdooGrains.Storage;

/// <summary>
/// The durable store: one narrow interface a concern, implemented by PostgreSQL and SQLite alike and proved by one conformance suite.
/// All writes that orders need go through a group-commit writer: each caller gets its own outcome. A call that throws
/// <see cref="StoreUnavailableException"/> did surely not commit; <see cref="CommitUnknownException"/> says that nobody knows.
/// </summary>
public interface IStore : IAsyncDisposable
{
    IInbox Inbox { get; }
    IDocumentStore Documents { get; }
    IEffectStore Effects { get; }
    ISweepStore Sweep { get; }
    ITenantStore Tenants { get; }
    IPolicyStore Policies { get; }
    IAlertStore Alerts { get; }
    IFeedStore Feeds { get; }
    IReconciliationStore Reconciliations { get; }
    IRetentionStore Retention { get; }
    IRestoreStore Restore { get; }
    IFailureStore Failures { get; }
    IReplayStore Replays { get; }
    IMergeStore Merges { get; }
    IStockStore Stock { get; }

    /// <summary>How long its commits took of late.</summary>
    CommitTimes CommitTimes { get; }

    /// <summary>What the store is and where, for the log and the first screen; never a secret.</summary>
    string Description { get; }

    /// <summary>Applies the numbered migrations that are missing; refuses one whose checksum has changed, and a newer store than the program knows only where it says so.</summary>
    Task MigrateAsync(CancellationToken cancellation);

    /// <summary>Null when the store can commit, else a sentence why not. For the readiness probe.</summary>
    Task<string?> ProblemAsync(CancellationToken cancellation);
}
