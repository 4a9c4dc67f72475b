using System.Text;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Simulation;

/// <summary>One shop: its stories, some of them with a SKU that the ERP does not know, and the connection that its webhooks go to.</summary>
internal sealed class ShopModel
{
    public const string GhostSkuCode = "GHOST-99";

    public ShopModel(World world, TenantOptions tenant, string connection, int orders)
    {
        Tenant = tenant;
        Key = new(new(tenant.Id), new(connection));
        Scenario = new()
        {
            Seed = tenant.ScenarioSeed,
            Orders = orders,
            Shop = connection == "shop" ? $"{tenant.Id}.myshopify.com" : $"{tenant.Id}-{connection}.myshopify.com",
            Span = world.Options.Span,
            UpdatesPerMille = tenant.UpdatesPerMille,
            CancelsPerMille = tenant.CancelsPerMille,
            Customers = tenant.Customers,
            ChangeDelay = tenant.ChangeDelay,
            Changes = [ShopChange.Quantity, ShopChange.Price, ShopChange.Address, ShopChange.Note, ShopChange.AddLine],
        };
        Stories = new ShopSimulator(Scenario, world.Time).Stories();
        if (connection == "shop" && tenant.Ghost is not GhostSku.None)
        {
            Haunt(tenant.Ghost);
        }
    }

    public TenantOptions Tenant { get; }
    public ConnectionKey Key { get; }
    public ShopScenario Scenario { get; }
    public IReadOnlyList<OrderStory> Stories { get; private set; }

    /// <summary>The order whose SKU the ERP does not know at first; null where no story was fit for it.</summary>
    public string? HauntedOrder { get; private set; }

    public string Secret => Scenario.WebhookSecret;

    public DocumentKey Document(OrderStory story) => new(Key.Tenant, Key.Connection, story.OrderId);

    // Names another SKU in the first line: in the first event only, or in all of them.
    private void Haunt(GhostSku ghost)
    {
        var isRepaired = ghost is GhostSku.RepairedByUpdate;
        if (Stories.FirstOrDefault(story => !story.Expected.Cancelled && (!isRepaired || story.Events.Count > 1)) is not { } chosen)
        {
            return;
        }

        HauntedOrder = chosen.OrderId;
        var haunted = chosen with { Events = [.. chosen.Events.Select((happened, index) => isRepaired && index > 0 ? happened : Haunted(happened))] };
        Stories = [.. Stories.Select(story => ReferenceEquals(story, chosen) ? haunted : story)];
    }

    private static ShopEvent Haunted(ShopEvent happened)
    {
        var sku = happened.Expected.Lines[0].Sku!;
        var body = Encoding.UTF8.GetString(happened.Body.Span).Replace($"\"sku\":\"{sku}\"", $"\"sku\":\"{GhostSkuCode}\"", StringComparison.Ordinal);
        var lines = happened.Expected.Lines.Select(line => line.Sku == sku ? line with { Sku = GhostSkuCode } : line);
        return happened with { Body = Encoding.UTF8.GetBytes(body), Expected = happened.Expected with { Lines = [.. lines] } };
    }
}
