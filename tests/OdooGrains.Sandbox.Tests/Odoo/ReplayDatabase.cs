using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>A simulated database with what the recorded ones held, ids included.</summary>
internal static class ReplayDatabase
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 18, 0, 0, TimeSpan.Zero);

    public static SimulatedOdoo Create(int version, string folder, int first)
    {
        var odoo = new SimulatedOdoo(
            new OdooSettings
            {
                Version = version,
                Database = $"odoo{version}",
                CompanyName = "YourCompany",
                CompanyCurrency = "USD",
                CompanyCountry = "US",
                Users = Users(version, first > 200 && folder.StartsWith("odoo18", StringComparison.Ordinal) ? "<api-key>" : "<admin-api-key>"),
            },
            new FixedTime(Start));
        odoo.SeedTax("15%", 15m);
        SeedEarlier(odoo, version, folder, first);
        return odoo;
    }

    /// <summary>Makes the next ids those that the recording names, and strikes the faults that were provoked while recording.</summary>
    public static void Prepare(SimulatedOdoo odoo, Recording recording)
    {
        var (model, method) = recording.Target();
        if (recording.CreatedIds() is [var first, ..]) { odoo.ContinueIdsAt(model!, first); }
        foreach (var (made, next) in MadeByTheWay.GetValueOrDefault((recording.Folder, recording.Number), [])) { odoo.ContinueIdsAt(made, next); }
        if (recording.Number is 202 or 204) { odoo.Faults.Next(1, model, method, OdooFaultKind.SerializationFailure); }
    }

    // First ids of records that a recorded call made beside those that it answers.
    private static readonly Dictionary<(string Folder, int Number), (string Model, int Next)[]> MadeByTheWay = new()
    {
        [("odoo18/jsonrpc", 32)] = [("stock.picking", 18), ("stock.move", 41)],
        [("odoo18/jsonrpc", 40)] = [("stock.picking", 19), ("stock.move", 43)],
        [("odoo18/jsonrpc", 49)] = [("account.move", 25), ("account.move.line", 69)],
        [("odoo18/jsonrpc", 63)] = [("account.move", 28)],
        [("odoo18/jsonrpc", 68)] = [("stock.picking", 21)],
        [("odoo19/jsonrpc", 32)] = [("stock.picking", 54), ("stock.move", 85)],
        [("odoo19/jsonrpc", 40)] = [("stock.picking", 55), ("stock.move", 87)],
        [("odoo19/jsonrpc", 49)] = [("account.move", 61), ("account.move.line", 149)],
        [("odoo19/jsonrpc", 56)] = [("account.payment", 2)],
        [("odoo19/jsonrpc", 63)] = [("account.move", 64)],
        [("odoo19/jsonrpc", 65)] = [("stock.return.picking.line", 3)],
        [("odoo19/jsonrpc", 68)] = [("stock.picking", 57)],
        [("odoo19/json2", 15)] = [("stock.picking", 59), ("stock.move", 92)],
        [("odoo19/json2", 21)] = [("account.move", 65)],
        [("odoo19/json2", 26)] = [("account.payment", 3)],
    };

    private static OdooUser[] Users(int version, string adminKey)
    {
        OdooUser admin = new() { Login = "admin", Password = "admin", ApiKey = adminKey };
        OdooUser limited = new() { Login = "limited", Password = "limited", ApiKey = "<limited-user-api-key>", Role = OdooRole.Salesman };
        var between = Enumerable.Range(3, version == 18 ? 5 : 4).Select(
            uid => new OdooUser { Login = $"user{uid}", Password = $"user{uid}", ApiKey = $"key{uid}" });
        return [admin, .. between, limited];
    }

    private static void SeedEarlier(SimulatedOdoo odoo, int version, string folder, int first)
    {
        if (first < 200 && folder.EndsWith("jsonrpc", StringComparison.Ordinal)) { return; }
        var (partner, product) = version == 18 ? (49, 50) : (53, 59);
        odoo.ContinueIdsAt("res.partner", partner);
        odoo.SeedPartner("Rec Buyer", "rec@example.com");
        odoo.ContinueIdsAt("product.product", product);
        var widget = odoo.SeedStored("RW-1", "Rec Widget", 10m);
        if (!folder.EndsWith("json2", StringComparison.Ordinal)) { return; }
        odoo.ContinueIdsAt("stock.quant", 50);
        odoo.Seed("stock.quant", ("product_id", widget), ("location_id", odoo.StockOf(1)), ("quantity", 500m), ("reserved_quantity", 3m));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
