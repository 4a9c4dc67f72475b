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
                lab.Effect(new DeliverOrder("2", DeliverTests.Sent("d2", 1, "TRACK-1"))),
                lab.Effect(InvoiceTests.Wanted("2", 1), revision: 2),
                lab.Effect(PaymentTests.Paid("1", 5)),
                lab.Effect(new CreditOrder("2", "1", CreditTests.Refund(5.95m, 5.95m, 0))),
                lab.Effect(new ReturnGoods("2", "r1", [new("1", 1)])),
            ];
        }
    }

    protected override IConnector Connector(IEgress egress) => new OdooConnector(egress, new ManualTime());

    protected override (IEgress Egress, Func<int> Writes) Working()
    {
        var lab = new OdooLab(version, protocol, new() { Users = [new() { Login = "bot", Password = Key, ApiKey = Key }] }, "bot", Key);
        lab.Odoo.Seed("sale.order", ("partner_id", 1));
        // Order 2 is half delivered, and that is invoiced. Nothing here waits: the simulation answers at once.
        var order = lab.SoldAsync(OdooLab.Order()).GetAwaiter().GetResult();
        OdooLab.Done<OrderDelivered>(lab.RunAsync(new DeliverOrder(order, DeliverTests.Sent("d1", 1))).GetAwaiter().GetResult());
        OdooLab.Done<OrderInvoiced>(lab.RunAsync(InvoiceTests.Wanted(order, 1)).GetAwaiter().GetResult());
        return (lab.Egress, () => lab.Odoo.Journal.Entries.Count);
    }
}
