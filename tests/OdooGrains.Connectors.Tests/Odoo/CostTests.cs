using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>
/// The contract with whoever spends a budget: no call makes more requests than its operation's cost says, however many effects it carries.
/// Each bound is met exactly by the worst case, so that it is no larger than it must be.
/// </summary>
public sealed class CostTests
{
    public static TheoryData<int, string> Protocols => new() { { 18, "auto" }, { 19, "auto" }, { 19, "jsonrpc" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_booking_costs_the_same_for_one_order_and_for_a_hundred(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var effects = await lab.BookingsAsync(Enumerable.Range(0, 100).Select(index => Order() with { Id = $"{index}", Note = index % 2 == 0 ? null : "Ring" }));
        await KnowTaxesAsync(lab);
        var cost = Of(lab, "order.book").Cost;

        // Products that are not remembered, a table without notes and one with them, and the read that verifies all.
        Assert.Equal(cost, await RequestsAsync(lab, () => lab.RunAsync(effects)));
        Assert.InRange(await RequestsAsync(lab, () => lab.RunAsync([effects[0]])), 1, cost);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_repeated_booking_costs_at_most_what_its_manifest_says(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        await lab.BookedAsync(Order());
        var fewer = lab.Effect(await lab.BookAsync(Order() with { Lines = [Order().Lines[0] with { Sku = "TEE", Discount = 0 }], ShippingLines = [] }), revision: 2);

        // The first lines have to be compared, and all but one removed; the new product has to be found.
        Assert.Equal(Of(lab, "order.book").RepeatCost, await RequestsAsync(lab, () => lab.RunAsync([fewer])));
        lab.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(Of(lab, "order.book").LookUpCost, await RequestsAsync(lab, () => lab.LookUpAsync(fewer)));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Confirming_and_cancelling_cost_the_same_for_one_order_and_for_a_hundred(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        await lab.CustomerAsync(Order());
        var ids = Enumerable.Range(0, 100).Select(_ => $"{lab.Odoo.Seed("sale.order", ("partner_id", 1))}").ToList();
        var effects = ids.Select((id, index) => lab.Effect(new ConfirmOrder(id), document: Document with { Id = $"{index}" })).ToList();
        var repeated = lab.Effect(new CancelOrder(ids[0]), attempts: 2);
        var (confirm, cancel) = (Of(lab, "order.confirm"), Of(lab, "order.cancel"));

        Assert.Equal(confirm.Cost, await RequestsAsync(lab, () => lab.RunAsync(effects)));
        Assert.Equal(confirm.LookUpCost, await RequestsAsync(lab, () => lab.LookUpAsync(effects[0])));
        Assert.Equal(cancel.RepeatCost, await RequestsAsync(lab, () => lab.RunAsync([repeated])));
        Assert.Equal(cancel.Cost, await RequestsAsync(lab, () => lab.RunAsync([lab.Effect(new CancelOrder(ids[1]))])));
        Assert.Equal(cancel.LookUpCost, await RequestsAsync(lab, () => lab.LookUpAsync(repeated)));
        Assert.Equal(confirm.RepeatCost, cancel.RepeatCost);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Customers_cost_the_same_for_one_and_for_a_hundred(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        await lab.CustomerAsync(Order());
        var known = new EnsureCustomer { Customer = Order().Customer, BillTo = Home with { Street = "Low St 2" }, ShipTo = Home with { Country = "BE", Region = "VLG" } };
        var others = Enumerable.Range(1, 99).Select(index => known with { Customer = new() { Id = $"{index}", Name = $"Al {index}", Email = $"al{index}@example.com" }, BillTo = index % 2 == 0 ? Home : null, ShipTo = null });
        var effects = others.Prepend(known).Select((request, index) => lab.Effect(request, document: Document with { Id = $"{index}" })).ToList();
        var cost = Of(lab, "order.customer").Cost;

        // A country and a state; find, create with an address and without one; find the other addresses, create them.
        Assert.Equal(cost, await RequestsAsync(lab, () => lab.RunAsync(effects)));
        Assert.InRange(await RequestsAsync(lab, () => lab.RunAsync([effects[0]])), 1, cost);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Looking_a_customer_up_costs_what_its_manifest_says(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        await lab.RunAsync(new EnsureCustomer { Customer = Order().Customer });
        var abroad = lab.Effect(new EnsureCustomer { Customer = Order().Customer, BillTo = Home, ShipTo = Home });

        Assert.Equal(Of(lab, "order.customer").LookUpCost, await RequestsAsync(lab, () => lab.LookUpAsync(abroad)));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task The_first_call_of_a_connection_costs_its_session_on_top(int version, string protocol)
    {
        foreach (var abroad in new[] { Home, Home with { Country = "BE", Region = "VLG" } })
        {
            var lab = new OdooLab(version, protocol);
            var session = lab.SessionCost;
            var ensure = lab.Effect(new EnsureCustomer { Customer = new() { Id = "8", Name = "Al Roe" }, BillTo = Home, ShipTo = abroad });
            var book = lab.Effect(new BookOrder { Order = Order() with { Note = "Ring" }, Customer = new("1", "1", "1") });

            Assert.InRange(await RequestsAsync(lab, () => lab.RunAsync([ensure])), 1, Of(lab, "order.customer").Cost + session);
            lab.Set("tolerance", 1);
            Assert.InRange(await RequestsAsync(lab, () => lab.RunAsync([book])), 1, Of(lab, "order.book").Cost + session);
        }
    }

    /// <summary>The worst case of each: tracking is asked for, a part is cut, cents are left, nothing of payments is known.</summary>
    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task What_follows_a_sale_costs_at_most_what_its_manifest_says(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var order = await lab.SoldAsync(Order() with { Lines = [Order().Lines[0] with { Quantity = 3 }] });
        foreach (var (id, revision) in new[] { ("d1", 1), ("d2", 2), ("d3", 3) })
        {
            var sent = lab.Effect(new DeliverOrder(order, DeliverTests.Sent(id, 1, "TRACK")), revision: revision);
            Assert.InRange(await RequestsAsync(lab, () => lab.RunAsync([sent])), 1, Of(lab, "order.deliver").Cost);
            Assert.Equal(Of(lab, "order.deliver").LookUpCost, await RequestsAsync(lab, () => lab.LookUpAsync(sent)));
        }

        var wanted = lab.Effect(InvoiceTests.Wanted(order, 1));
        await lab.RunAsync([wanted]);
        Assert.Equal(Of(lab, "order.invoice").LookUpCost, await RequestsAsync(lab, () => lab.LookUpAsync(wanted)));
        var second = lab.Effect(InvoiceTests.Wanted(order, 1), revision: 2);
        Assert.Equal(Of(lab, "order.invoice").Cost, await RequestsAsync(lab, () => lab.RunAsync([second])));
        var invoice = $"{lab.Odoo.Records("account.move")[0]["id"]}";

        var paid = lab.Effect(PaymentTests.Paid(invoice, 5), revision: 2);
        Assert.Equal(Of(lab, "order.payment").Cost, await RequestsAsync(lab, () => lab.RunAsync([paid])));
        Assert.Equal(Of(lab, "order.payment").LookUpCost, await RequestsAsync(lab, () => lab.LookUpAsync(paid)));

        var credit = lab.Effect(new CreditOrder(order, invoice, CreditTests.Refund(5.96m, 5.95m, 0)), revision: 2);
        // All but the draft of an earlier attempt, and the taxes, which booking knows.
        Assert.Equal(Of(lab, "order.credit").Cost - 2, await RequestsAsync(lab, () => lab.RunAsync([credit])));
        Assert.Equal(Of(lab, "order.credit").LookUpCost, await RequestsAsync(lab, () => lab.LookUpAsync(credit)));

        var back = lab.Effect(new ReturnGoods(order, "r1", [new("1", 3)]), revision: 2);
        Assert.Equal(Of(lab, "order.return").Cost, await RequestsAsync(lab, () => lab.RunAsync([back])));
        Assert.Equal(Of(lab, "order.return").LookUpCost, await RequestsAsync(lab, () => lab.LookUpAsync(back)));
    }

    [Fact]
    public async Task A_session_costs_no_less_where_nothing_is_known_at_all()
    {
        var lab = new OdooLab(18);
        var session = lab.SessionCost;
        var first = await RequestsAsync(lab, () => lab.RunAsync(Guest("8")));
        var second = await RequestsAsync(lab, () => lab.RunAsync(Guest("9")));
        var untaxed = Order() with { Lines = [Order().Lines[0] with { Taxes = [] }], ShippingLines = [] };
        await BookAsync(untaxed, "1");
        var withoutTaxes = await RequestsAsync(lab, () => BookAsync(untaxed, "2"));
        var withTaxes = await RequestsAsync(lab, () => BookAsync(Order(), "3"));

        Assert.Equal(session, first - second + (withTaxes - withoutTaxes));

        EnsureCustomer Guest(string id) => new() { Customer = new() { Id = id, Name = $"Al {id}" } };
        Task<EffectOutcome> BookAsync(Order order, string id) => lab.RunAsync(new BookOrder { Order = order, Customer = new("1", "1", "1") }, document: Document with { Id = id });
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_session_is_paid_for_until_it_is_known_and_again_only_when_it_is_forgotten(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var whole = lab.SessionCost;
        Assert.Equal(9, whole);
        await lab.BookedAsync(Order());
        Assert.Equal(0, lab.SessionCost);

        // Odoo refuses a document: it says nothing of the session.
        var refused = await lab.RunAsync(new BookOrder { Order = Order() with { Lines = [Order().Lines[0] with { Sku = "NONE" }] }, Customer = new("1", "1", "1") }, document: Document with { Id = "2" });
        Assert.Equal((FailureClass.Business, 0), (Failed(refused).Class, lab.SessionCost));

        // A tax is missing that somebody will add: what is remembered of the company is read anew.
        var unknown = await lab.RunAsync(new BookOrder { Order = Order() with { ShippingLines = [], Lines = [Order().Lines[0] with { Taxes = [new("GST", 0.21m, 0)] }] }, Customer = new("1", "1", "1") }, document: Document with { Id = "3" });
        Assert.Equal(("setting_missing", 6), (Failed(unknown).Code, lab.SessionCost));

        lab.Odoo.Revoke(Key);
        Assert.Equal((FailureClass.Auth, whole), (Failed(await lab.RunAsync(new BookOrder { Order = Order(), Customer = new("1", "1", "1") }, document: Document with { Id = "4" })).Class, lab.SessionCost));
    }

    // An order without products, so that none is remembered.
    private static Task<EffectOutcome> KnowTaxesAsync(OdooLab lab) => lab.RunAsync(new BookOrder { Order = Order() with { Lines = [] }, Customer = new("1", "1", "1") }, document: Document with { Id = "taxes" });

    private static OperationManifest Of(OdooLab lab, string operation) => lab.Connector.Manifest.Operations.Single(known => known.Name == operation);

    private static async Task<int> RequestsAsync(OdooLab lab, Func<Task> run)
    {
        var before = lab.Odoo.Calls;
        await run();
        return (int)(lab.Odoo.Calls - before);
    }
}
