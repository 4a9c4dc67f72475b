using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Documents;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Simulation;

/// <summary>
/// The people who look at held orders after the storm: they create the missing product and retry, they retry what Odoo refused for no lasting
/// reason, they discard what they were told to, resume a connection whose key was refused, and leave alone what is right as it is.
/// </summary>
internal sealed class Persons(World world)
{
    private const int RoundsMax = 20;
    private readonly Dictionary<DocumentKey, int> _retries = [];

    /// <summary>Orders that stay held, rightly: their ids, with the reason that was shown.</summary>
    public SortedDictionary<string, DocumentHead> LeftHeld { get; } = new(StringComparer.Ordinal);

    /// <summary>Orders that were discarded.</summary>
    public HashSet<DocumentKey> Discarded { get; } = [];

    /// <summary>Does what there is to do; true where there was nothing.</summary>
    public async Task<bool> HaveNothingToDoAsync()
    {
        var isNothing = true;
        LeftHeld.Clear();
        foreach (var head in world.Durable.StoredDocuments.Select(document => document.Head).Where(head => head.Status == "held").ToList())
        {
            isNothing &= !await ActAsync(head);
        }

        return isNothing;
    }

    /// <summary>Resumes connections that were paused since their key was refused; it is good again.</summary>
    public async Task ResumeRefusedAsync()
    {
        var store = world.Durable.Tenants;
        foreach (var key in world.Tenants.Select(tenant => tenant.ErpKey))
        {
            if (world.Process is { } process && await store.FindConnectionAsync(key, default) is { Status: ConnectionStatus.AuthFailed } refused)
            {
                await store.PutConnectionAsync(refused with { Status = ConnectionStatus.Active, StatusReason = null }, refused.Version, default);
                await process.Silo.GetGrain<IConnectionGrain>(key.ToString()).Reload();
                world.Tally.Hit(Fault.PersonResumed);
            }
        }
    }

    private async Task<bool> ActAsync(DocumentHead head)
    {
        var tenant = world.Tenants.First(tenant => tenant.Options.Id == head.Key.Tenant.Value);
        var isHaunted = tenant.Shops[0].Key.Connection == head.Key.Channel && tenant.Shops[0].HauntedOrder == head.Key.Id;
        if (isHaunted && head.Reason!.Contains(ShopModel.GhostSkuCode, StringComparison.Ordinal))
        {
            world.Tally.Hit(Fault.HeldByGhostSku);
            return await ActOnGhostAsync(head, tenant);
        }

        if (tenant.Options.PlainCreate && IsChangeOfConfirmed(head))
        {
            LeftHeld[head.Key.ToString()] = head;
            return false;
        }

        if (IsChangeOfConfirmed(head) || world.Options.Rates.OdooRefuses)
        {
            return await RetryAsync(head);
        }

        world.Break("I6", $"order {head.Key} is held, and nothing in its story says why: {head.Reason}");
        return false;
    }

    private async Task<bool> ActOnGhostAsync(DocumentHead head, TenantModel tenant)
    {
        switch (tenant.Options.Ghost)
        {
            case GhostSku.RepairedByPerson:
                if (tenant.Erp.Odoo.Records("product.product").All(product => (string?)product["default_code"] != ShopModel.GhostSkuCode))
                {
                    tenant.Erp.Odoo.SeedProduct(ShopModel.GhostSkuCode, "Ghost", 10);
                }

                return await RetryAsync(head);
            case GhostSku.Discarded:
                await world.Process!.Silo.GetGrain<IOrderGrain>(head.Key.ToString()).Discard("The product does not exist.");
                world.Tally.Hit(Fault.PersonDiscarded);
                Discarded.Add(head.Key);
                return true;
            default:
                LeftHeld[head.Key.ToString()] = head;
                return false;
        }
    }

    private async Task<bool> RetryAsync(DocumentHead head)
    {
        if ((_retries[head.Key] = _retries.GetValueOrDefault(head.Key) + 1) > RoundsMax)
        {
            world.Break("I6", $"order {head.Key} is held again after {RoundsMax} retries: {head.Reason}");
            return false;
        }

        await world.Process!.Silo.GetGrain<IOrderGrain>(head.Key.ToString()).Retry();
        world.Tally.Hit(Fault.PersonRetried);
        return true;
    }

    // The fold's own hold, or the connector's where a person's retry could not be done by plain create.
    private static bool IsChangeOfConfirmed(DocumentHead head)
        => head.Reason!.StartsWith("The channel changed the order after the ERP confirmed it", StringComparison.Ordinal) || head.Reason.Contains("is confirmed in Odoo", StringComparison.Ordinal);
}
