using OdooGrains.Domain.Effects;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Customer, booking, confirmation and cancellation against the simulated Odoo, over every version and protocol.</summary>
public sealed class OrderWayTests
{
    public static TheoryData<int, string, bool> Everywhere => new()
    {
        { 16, "auto", false }, { 16, "auto", true },
        { 17, "auto", false }, { 17, "jsonrpc", true },
        { 18, "auto", false }, { 18, "auto", true },
        { 19, "auto", false }, { 19, "auto", true },
        { 19, "jsonrpc", false }, { 19, "jsonrpc", true },
    };

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task An_order_goes_all_the_way_with_the_channels_total(int version, string protocol, bool included)
    {
        var lab = new OdooLab(version, protocol);
        var order = Order(included);

        var booked = await lab.BookedAsync(order);
        Done<OrderConfirmed>(await lab.RunAsync(new ConfirmOrder(booked.ErpId)));

        Assert.Equal(order.Total, booked.Total);
        var inOdoo = Assert.Single(lab.Orders);
        Assert.Equal(("sale", "#1001", "acme/shop/820982911946154508"), ((string)inOdoo["state"]!, (string)inOdoo["client_order_ref"]!, (string)inOdoo["origin"]!));
        Assert.Equal([(lab.Mug, 2m, 10m), (lab.Discount, 1m, -1m), (lab.Shipping, 1m, 5m)], lab.Lines.Select(line => ((int)line["product_id"]!, (decimal)line["product_uom_qty"]!, (decimal)line["price_unit"]!)));
        Assert.All(lab.Lines, line => Assert.Equal([included ? lab.VatIncluded : lab.Vat], (int[])line[version >= 19 ? "tax_ids" : "tax_id"]!));
        Assert.All(lab.Egress.Requests.Skip(1), request => Assert.Equal(version >= 19 && protocol == "auto" ? "json" : "jsonrpc", request.Url.Segments[1].Trim('/')));

        Done<OrderCancelled>(await lab.RunAsync(new CancelOrder(booked.ErpId)));
        Assert.Equal("cancel", Assert.Single(lab.Orders)["state"]);
    }

    [Fact]
    public async Task The_instant_of_the_order_is_written_in_UTC_whatever_the_users_zone()
    {
        var lab = new OdooLab();
        await lab.BookedAsync(Order());

        Assert.Equal("2026-11-20 10:30:00", Assert.Single(lab.Orders)["date_order"]);
    }

    [Fact]
    public async Task Tips_fractions_and_several_rates_keep_the_total_to_the_cent()
    {
        var lab = new OdooLab();
        var order = Order(included: true) with
        {
            Lines =
            [
                new() { Id = "1", Sku = "MUG", Title = "Mug", Quantity = 3, UnitPrice = 3.33m, Discount = 0.01m, Taxes = Vat19 },
                new() { Id = "2", Sku = "TEE", Title = "Shirt", Quantity = 1, UnitPrice = 19.99m, Taxes = [new("VAT", 0.07m, 1.31m)] },
            ],
            Tip = 2.5m,
            Total = 37.47m,
        };

        Assert.Equal(37.47m, (await lab.BookedAsync(order)).Total);
        Assert.Equal([], (int[])lab.Lines.Single(line => (int)line["product_id"]! == lab.Tip)["tax_ids"]!);
    }

    [Fact]
    public async Task A_foreign_currency_takes_its_pricelist()
    {
        var lab = new OdooLab();
        await lab.BookedAsync(Order() with { Currency = "USD" });

        Assert.Equal(lab.Dollars, Assert.Single(lab.Orders)["pricelist_id"]);
    }

    [Fact]
    public async Task A_salesman_without_rights_on_external_ids_can_do_all_of_it()
    {
        var lab = new OdooLab(login: "sales", key: "simulated-sales-key");
        var booked = await lab.BookedAsync(Order());

        Done<OrderConfirmed>(await lab.RunAsync(new ConfirmOrder(booked.ErpId)));
        Done<OrderCancelled>(await lab.RunAsync(new CancelOrder(booked.ErpId)));
    }

    [Fact]
    public async Task Without_rights_to_load_plain_create_gives_the_same_order_with_a_lower_grade()
    {
        var lab = new OdooLab();
        lab.Set("createBy", "create");
        var booked = await lab.BookedAsync(Order());

        Assert.Equal(28.56m, booked.Total);
        Assert.DoesNotContain(lab.Egress.Requests, request => request.Url.AbsolutePath.EndsWith("/load", StringComparison.Ordinal));
        var book = lab.Connector.Manifest.Operations.Single(operation => operation.Name == "order.book");
        Assert.Equal(Grade.DetectedAndRepaired, lab.Connector.Outbound.GradeOf(lab.Connection, book));
        Assert.Equal(Grade.Guaranteed, lab.Connector.Outbound.GradeOf(new OdooLab().Connection, book));
        Assert.Equal((1, 100), (lab.Connector.Outbound.BatchMax(lab.Connection, book), lab.Connector.Outbound.BatchMax(new OdooLab().Connection, book)));
    }

    [Fact]
    public async Task A_second_order_reads_nothing_that_is_known()
    {
        var lab = new OdooLab();
        var request = await lab.BookAsync(Order());
        await lab.RunAsync(request);
        lab.Egress.Requests.Clear();

        Done<OrderBooked>(await lab.RunAsync(request, document: Document with { Id = "2" }));

        Assert.Equal(["/json/2/sale.order/load", "/json/2/sale.order/read"], lab.Egress.Requests.Select(call => call.Url.AbsolutePath));
    }
}
