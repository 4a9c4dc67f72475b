namespace OdooGrains.Simulation;

/// <summary>A story that needs more than time: a SKU that the ERP does not know.</summary>
internal enum GhostSku
{
    None,
    /// <summary>A later update of the order names a known SKU.</summary>
    RepairedByUpdate,
    /// <summary>Nobody does anything: the order stays held, with a sentence that names the SKU.</summary>
    Stays,
    /// <summary>A person creates the product in the ERP and retries the order.</summary>
    RepairedByPerson,
    /// <summary>A person discards the order.</summary>
    Discarded,
}

/// <summary>One tenant of a world.</summary>
internal sealed record TenantOptions
{
    /// <summary>Also the canary: it stands in every name, address and key of the tenant, and in nobody else's.</summary>
    public required string Id { get; init; }

    /// <summary>Equal for two tenants of a world: their shops then give the same order and delivery ids, as two shops may.</summary>
    public required int ScenarioSeed { get; init; }

    /// <summary>Orders of each shop.</summary>
    public required IReadOnlyList<int> OrdersOfShops { get; init; }

    /// <summary>Odoo's major version: 19 speaks JSON-2, 18 JSON-RPC.</summary>
    public required int OdooVersion { get; init; }

    /// <summary>Orders are made by plain create, one grade lower, in place of load() with external ids.</summary>
    public required bool PlainCreate { get; init; }

    /// <summary>Updates of confirmed orders are written without asking a person.</summary>
    public required bool AmendsConfirmed { get; init; }

    public required GhostSku Ghost { get; init; }

    public required int UpdatesPerMille { get; init; }
    public required int CancelsPerMille { get; init; }
    public required int Customers { get; init; }
    public required TimeSpan ChangeDelay { get; init; }

    /// <summary>Null where only the Odoo's own latency holds calls back.</summary>
    public required CallsLimit? Limit { get; init; }

    public static IReadOnlyList<TenantOptions> Draw(Random random, int seed)
    {
        string[] ids = ["alphacanary", "bravocanary", "carolcanary"];
        var twins = random.Next(3);
        var grades = random.Next(3);
        return [.. ids.Select((id, index) => new TenantOptions
        {
            Id = id,
            // All but one have the same stories: equal order ids and delivery ids at different tenants.
            ScenarioSeed = Streams.SeedOf(seed, index == twins ? "stories of the odd one" : "stories"),
            // Two shops of one tenant feed one ERP, with the same ids again.
            OrdersOfShops = index == 0 ? [random.Next(4, 6), 2] : [7],
            OdooVersion = random.Next(4) == 0 ? 18 : 19,
            PlainCreate = index == grades || random.Next(4) == 0,
            AmendsConfirmed = random.Next(4) != 0,
            Ghost = random.Next(3) == 0 ? (GhostSku)random.Next(1, 5) : GhostSku.None,
            UpdatesPerMille = random.Next(250, 700),
            CancelsPerMille = random.Next(50, 300),
            Customers = random.Next(2, 20),
            ChangeDelay = TimeSpan.FromSeconds(random.Next(1, 25)),
            Limit = CallsLimit.Draw(seed, id),
        })];
    }

    public override string ToString()
        => $"{Id}: {string.Join(" + ", OrdersOfShops)} orders, Odoo {OdooVersion} by {(PlainCreate ? "create" : "load")}{(AmendsConfirmed ? ", amends" : "")}{(Ghost is GhostSku.None ? "" : $", ghost SKU {Ghost}")}{(Limit is null ? "" : $", {Limit}")}";
}
