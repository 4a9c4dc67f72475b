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
        if (recording.Number is 202 or 204) { odoo.Faults.Next(1, model, method, OdooFaultKind.SerializationFailure); }
    }

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
        odoo.SeedProduct("RW-1", "Rec Widget", 10m);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
