using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Orders of different columns share a call, but not its load(): what becomes of one says nothing of the other.</summary>
public sealed class BookLoadsTests
{
    [Fact]
    public async Task Orders_of_other_columns_go_in_a_load_of_their_own_wherever_they_stand()
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Noted(1), Numbered(2), Noted(3));
        lab.Egress.Requests.Clear();

        var outcomes = await lab.RunAsync(effects);

        Assert.Equal((2, 1), (lab.Count("sale.order", "load"), lab.Count("sale.order", "read")));
        Assert.Equal(effects.Select(effect => effect.ExternalKey), outcomes.Select(outcome => (string)lab.Orders.Single(order => $"{order["id"]}" == Done<OrderBooked>(outcome).ErpId)["origin"]!));
        Assert.Equal(["Ring", "Ring"], lab.Orders.Select(order => order["note"] as string).OfType<string>().Where(note => note.Length > 0));
    }

    [Fact]
    public async Task A_load_that_is_lost_leaves_only_its_own_orders_in_doubt()
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Noted(1), Numbered(2));
        lab.Egress.Instead = OnLoad(1, "<html>", 502);

        var outcomes = await lab.RunAsync(effects);

        Done<OrderBooked>(outcomes[0]);
        Assert.IsType<EffectOutcome.InDoubt>(outcomes[1]);
        Done<OrderBooked>(outcomes[2]);
    }

    [Theory]
    [InlineData("""{"name": "odoo.exceptions.UserError", "message": "No."}""", 422, "refused")]
    [InlineData("""{"ids": false, "messages": [{"type": "error", "record": 0, "message": "No."}]}""", 200, "refused")]
    [InlineData("slow down", 429, "throttled")]
    public async Task A_load_that_is_refused_spoils_no_outcome_of_one_that_was_written(string answer, int status, string code)
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Noted(1));
        lab.Egress.Instead = OnLoad(1, answer, status);

        var outcomes = await lab.RunAsync(effects);

        Done<OrderBooked>(outcomes[0]);
        // It went alone, so it is known to be the guilty one.
        Assert.Equal(code, Failed(outcomes[1]).Code);
    }

    [Fact]
    public async Task What_comes_after_a_load_that_did_not_come_through_is_not_tried_and_planned_again()
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Noted(1));
        lab.Egress.Requests.Clear();
        lab.Odoo.Faults.Next(1, "sale.order", "load", OdooFaultKind.Throttled);

        var outcomes = await lab.RunAsync(effects);

        Assert.Equal(FailureClass.Throttled, Failed(outcomes[0]).Class);
        AssertTogether(outcomes[1]);
        Assert.Equal((1, 0), (lab.Count("sale.order", "load"), lab.Count("sale.order", "read")));
    }

    [Fact]
    public async Task What_comes_after_a_load_that_Odoo_refused_is_written()
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Numbered(1), Noted(2));
        lab.Odoo.Faults.Next(1, "sale.order", "load", OdooFaultKind.SerializationFailure);

        var outcomes = await lab.RunAsync(effects);

        AssertTogether(outcomes[0]);
        AssertTogether(outcomes[1]);
        Done<OrderBooked>(outcomes[2]);
    }

    [Fact]
    public async Task Orders_of_a_third_kind_of_columns_wait_for_the_next_call()
    {
        var lab = new OdooLab();
        var empty = Numbered(2) with { Lines = [], ShippingLines = [], Total = 0, TaxTotal = 0 };
        var effects = await lab.BookingsAsync(Numbered(0), Noted(1), empty);
        lab.Egress.Requests.Clear();

        var outcomes = await lab.RunAsync(effects);

        Assert.Equal(2, lab.Count("sale.order", "load"));
        AssertTogether(outcomes[2]);
        Done<OrderBooked>((await lab.RunAsync([effects[2]]))[0]);
    }

    private static Order Noted(int index) => Numbered(index) with { Note = "Ring" };
}
