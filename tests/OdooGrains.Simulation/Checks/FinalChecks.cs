using System.Text.Json;
using OdooGrains.Domain;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Simulation;

/// <summary>What must hold once everything is at rest.</summary>
internal static class FinalChecks
{
    public static void Run(World world, IReadOnlyList<ShopSender> senders, Persons persons)
    {
        CheckPromises(world, senders);
        foreach (var tenant in world.Tenants)
        {
            CheckCount(world, tenant);
            CheckSales(world, tenant, [.. senders.Where(sender => sender.Shop.Tenant == tenant.Options)], persons);
        }

        foreach (var head in persons.LeftHeld.Values.Where(head => head.Deadline is null || head.Owner is null))
        {
            world.Break("I6", $"order {head.Key} is held without an owner or a deadline");
        }
    }

    private static void CheckCount(World world, TenantModel tenant)
    {
        if (tenant.Erp.Count?.Excess() is { } excess)
        {
            world.Break("G1", $"the Odoo of {tenant.Options.Id} counted {excess}: {tenant.Options.Limit}");
        }
    }

    // I1: what was answered with 2xx is there, as it was sent, at the connection that it was sent to, and done with.
    private static void CheckPromises(World world, IReadOnlyList<ShopSender> senders)
    {
        var events = world.Durable.StoredEvents.ToDictionary(@event => @event.Id);
        foreach (var sender in senders)
        {
            foreach (var (id, delivery) in sender.Promised)
            {
                if (!events.TryGetValue(id, out var found))
                {
                    world.Break("I1", $"webhook {delivery.WebhookId} of {sender.Shop.Key} was answered with 2xx, and its event {id} does not exist");
                }
                else if (found.Connection != sender.Shop.Key || !found.Body.Span.SequenceEqual(delivery.Body.Span))
                {
                    world.Break("I1", $"webhook {delivery.WebhookId} of {sender.Shop.Key} was answered with the event {id} of {found.Connection}, which is another");
                }
                else if (found.Status is not (EventStatus.Folded or EventStatus.Stale))
                {
                    world.Break("I1", $"event {id} of {found.Document} ended as {found.Status}: {found.Note}");
                }
            }
        }
    }

    // I2, I3, I11: one sale order for each, in the right state, with the right lines and total, written in the shop's order.
    private static void CheckSales(World world, TenantModel tenant, IReadOnlyList<ShopSender> senders, Persons persons)
    {
        var orders = SalesOrderRecord.From(tenant.Erp.Odoo);
        foreach (var sender in senders)
        {
            var shop = sender.Shop;
            var prefix = $"{shop.Key}/";
            var rules = new AuditRules
            {
                ExpectedIdentity = story => shop.Document(story).ToString(),
                Identity = order => order.Origin is { } origin && origin.StartsWith(prefix, StringComparison.Ordinal) ? origin : null,
                Held = HeldOrders(shop, persons),
            };
            var audit = SalesAudit.Compare(shop.Stories, orders, [.. sender.Ledger.Where(line => IsWritten(world, shop, line, persons))], rules);
            if (!audit.IsClean)
            {
                world.Break("I2", $"{shop.Key}: {audit.Lost} lost, {audit.Duplicated} duplicated, {audit.Wrong} wrong. {string.Join(" ", audit.Differences)}");
            }
        }

        var strangers = orders.Where(order => !senders.Any(sender => order.Origin?.StartsWith($"{sender.Shop.Key}/", StringComparison.Ordinal) ?? false)).ToList();
        if (strangers.Count > 0)
        {
            world.Break("I2", $"the Odoo of {tenant.Options.Id} has sale orders of nobody: {string.Join(", ", strangers.Select(order => order.Name))}");
        }

        var twice = SalesAudit.CustomerEmails(tenant.Erp.Odoo).CountBy(email => email.ToLowerInvariant()).Where(entry => entry.Value > 1).ToList();
        if (twice.Count > 0)
        {
            world.Break("I2", $"the Odoo of {tenant.Options.Id} has customers twice: {string.Join(", ", twice)}");
        }
    }

    // Held or discarded before anything was booked.
    private static HashSet<string> HeldOrders(ShopModel shop, Persons persons)
        => [.. shop.Stories.Where(story => persons.Discarded.Contains(shop.Document(story)) || (shop.HauntedOrder == story.OrderId && persons.LeftHeld.ContainsKey(shop.Document(story).ToString()))).Select(story => story.OrderId)];

    // An order whose change waits for a person stands in Odoo as it was before the change.
    private static bool IsWritten(World world, ShopModel shop, LedgerLine line, Persons persons)
    {
        var key = new DocumentKey(shop.Key.Tenant, shop.Key.Connection, line.OrderId);
        if (!persons.LeftHeld.ContainsKey(key.ToString()))
        {
            return true;
        }

        var stored = world.Durable.StoredDocuments.First(document => document.Head.Key == key);
        var booked = JsonSerializer.Deserialize(stored.State.Span, DomainJson.Default.OrderState)!.BookedOrder?.UpdatedAt;
        return booked is null || shop.Stories.First(story => story.OrderId == line.OrderId).Events[line.Version - 1].TriggeredAt <= booked;
    }
}
