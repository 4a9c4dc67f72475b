using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Connectors.Tests.Conformance;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Tests.Odoo;

public sealed class OdooOverJson2ConformanceTests() : OdooConformance(19, "auto");

public sealed class OdooOverJsonRpcConformanceTests() : OdooConformance(18, "auto");

public abstract class OdooConformance(int version, string protocol) : OutboundConformance
{
    private const string Key = Canary;

    protected override ConnectionConfig Connection { get; } = new()
    {
        Key = new(new TenantId("acme"), new ConnectionId("odoo")),
        Kind = "odoo",
        Version = 1,
        Settings = new JsonObject { ["url"] = "https://odoo.simulated", ["database"] = "odoo", ["login"] = "bot", ["protocol"] = protocol },
        Secrets = new Dictionary<string, IReadOnlyList<string>> { ["apiKey"] = [Key] },
    };

    protected override IReadOnlyList<Effect> Effects
    {
        get
        {
            var lab = new OdooLab();
            var order = OdooLab.Order();
            return
            [
                lab.Effect(new EnsureCustomer { Customer = order.Customer, BillTo = order.BillTo, ShipTo = OdooLab.Home with { Street = "Low St 2" } }),
                lab.Effect(new BookOrder { Order = order, Customer = new("1", "1", "1") }),
                lab.Effect(new ConfirmOrder("1"), attempts: 2),
                lab.Effect(new CancelOrder("1")),
            ];
        }
    }

    protected override IConnector Connector(IEgress egress) => new OdooConnector(egress, new ManualTime());

    protected override (IEgress Egress, Func<int> Writes) Working()
    {
        var lab = new OdooLab(version, settings: new() { Users = [new() { Login = "bot", Password = Key, ApiKey = Key }] });
        lab.Odoo.Seed("sale.order", ("partner_id", 1));
        return (lab.Egress, () => lab.Odoo.Journal.Entries.Count);
    }
}
