using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Connections;
using OdooGrains.Grains.Inventory;
using OdooGrains.Storage.Policies;

namespace OdooGrains.Grains.Orders;

/// <summary>Builds the policy that an order is folded under: from its tenant's policy, its channel, its ERP connection and that one's connector.</summary>
public sealed class OrderPolicies(
    ConnectionDirectory connections, ConnectorRegistry connectors, PolicyDirectory policies, StockDirectory stock, LastRestore restore, TimeProvider time)
{
    private static readonly IReadOnlyDictionary<string, OperationPolicy> Nothing = new Dictionary<string, OperationPolicy>();

    /// <param name="channel">The connection that the order came from.</param>
    /// <param name="pinned">The ERP connection that the order is bound to already; null for a new one.</param>
    /// <param name="cancellation">Cancels reading the configuration.</param>
    public async Task<PolicyAnswer> ForAsync(ConnectionKey channel, ConnectionId? pinned, CancellationToken cancellation = default)
    {
        var channelConfig = await connections.FindAsync(channel, cancellation);
        if (pinned is null && channelConfig is null)
        {
            return new(null, null, $"Connection '{channel.Connection}' is gone; create it again or discard this.");
        }

        var erpName = pinned?.Value ?? channelConfig!.Text("erp");
        if (!ConnectionId.IsValid(erpName))
        {
            return new(null, channelConfig, $"Connection '{channel.Connection}' names no ERP connection; set its setting 'erp'.");
        }

        var erp = await connections.FindAsync(new(channel.Tenant, new(erpName!)), cancellation);
        return (erp, pinned) switch
        {
            ({ } found, _) => new(
                Policy(found, channelConfig, await policies.ForAsync(channel.Tenant, cancellation), await restore.AtAsync()) with { Reserves = await stock.ReservesAsync(channel.Tenant) }, channelConfig, null),
            (null, { } gone) => new(WithoutErp(gone), channelConfig, null),
            _ => new(null, channelConfig, $"Connection '{channel.Connection}' names the ERP connection '{erpName}', which does not exist; create it or change the setting 'erp'."),
        };
    }

    /// <summary>The connection that an event came in by; null where it is gone.</summary>
    public ValueTask<ConnectionConfig?> SourceAsync(ConnectionKey connection, CancellationToken cancellation = default) => connections.FindAsync(connection, cancellation);

    /// <summary>The ERP connection was deleted under the order: what was sent can still be settled, and what waits can still be ended by a person.</summary>
    public static OrderPolicy WithoutErp(ConnectionId erp) => new()
    {
        Erp = erp,
        ErpConfigVersion = 0,
        Operations = OrderSteps.Sale.ToDictionary(OrderSteps.Operation, _ => new OperationPolicy { Grade = Grade.DetectedAndRepaired }),
    };

    private OrderPolicy Policy(ConnectionConfig erp, ConnectionConfig? channel, EffectivePolicy tenant, DateTimeOffset? restoredAt) => new()
    {
        Erp = erp.Key.Connection,
        ErpConfigVersion = erp.Version,
        Operations = connectors.Operations(erp),
        ChannelConfigVersion = channel?.Version ?? 0,
        ChannelOperations = channel is not null && connectors.Find(channel.Kind) is { Outbound: not null } ? connectors.Operations(channel) : Nothing,
        TotalTolerance = erp.Number("tolerance") ?? 0.01m,
        AmendConfirmed = erp.Flag("amendConfirmed") ?? false,
        Retry = tenant.Retry,
        StallAfter = tenant.StallAfter,
        HoldDeadline = tenant.HoldDeadline,
        Terms = tenant.Orders,
        Owners = tenant.Owners,
        KnownSince = Later(restoredAt, time.GetUtcNow() - tenant.DocumentsKept),
    };

    // What was purged is forgotten as what was lost is.
    private static DateTimeOffset Later(DateTimeOffset? restoredAt, DateTimeOffset keptSince) => restoredAt > keptSince ? restoredAt.Value : keptSince;
}

/// <param name="Policy">Null where none can be built.</param>
/// <param name="Channel">The channel's configuration; null where it is gone.</param>
/// <param name="Problem">Why there is no policy, in a sentence.</param>
public sealed record PolicyAnswer(OrderPolicy? Policy, ConnectionConfig? Channel, string? Problem);
