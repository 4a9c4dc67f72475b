using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>The same over real sockets: the simulated Odoo's server, called through the one door.</summary>
public sealed class OverHttpTests
{
    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    public async Task An_order_goes_over_sockets_and_a_dropped_answer_is_found(int version)
    {
        var lab = new OdooLab(version);
        await using var server = await SandboxServer.StartAsync([lab.Odoo], TimeProvider.System);
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        lab.Set("url", server.Addresses["odoo"].ToString());
        var outbound = new OdooConnector(egress, TimeProvider.System).Outbound;

        var order = Order();
        var customer = Done<CustomerEnsured>(await RunAsync(new EnsureCustomer { Customer = order.Customer, BillTo = order.BillTo, ShipTo = order.ShipTo }));
        lab.Odoo.Faults.Next(1, "sale.order", "load", OdooFaultKind.DropAnswer);
        var book = new BookOrder { Order = order, Customer = customer };
        Assert.IsType<EffectOutcome.InDoubt>(await RunAsync(book));
        var booked = Done<OrderBooked>(await outbound.LookUpAsync(lab.Connection, lab.Effect(book), default));
        Done<OrderConfirmed>(await RunAsync(new ConfirmOrder(booked.ErpId)));

        Assert.Equal(28.56m, booked.Total);
        Assert.Equal("sale", Assert.Single(lab.Orders)["state"]);

        async Task<EffectOutcome> RunAsync(EffectRequest request) => Assert.Single(await outbound.ExecuteAsync(lab.Connection, [lab.Effect(request)], default));
    }

    [Fact]
    public async Task Without_the_operators_allowance_no_internal_Odoo_is_called()
    {
        var lab = new OdooLab();
        await using var server = await SandboxServer.StartAsync([lab.Odoo], TimeProvider.System);
        using var egress = new EgressClient(new(), TimeProvider.System);
        lab.Set("url", server.Addresses["odoo"].ToString());

        var test = await new OdooConnector(egress, TimeProvider.System).TestAsync(lab.Connection, default);

        Assert.Equal((FailureClass.Auth, "address_refused"), (test.Failure!.Class, test.Failure.Code));
        Assert.Contains("Egress__Allow", test.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, lab.Odoo.Calls);
    }
}
