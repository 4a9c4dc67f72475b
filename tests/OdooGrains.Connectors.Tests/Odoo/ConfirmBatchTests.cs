using System.Globalization;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Several confirmations in one call: one transaction, one read, and each order's state decides its outcome.</summary>
public sealed class ConfirmBatchTests
{
    [Theory]
    [InlineData(18, "auto")]
    [InlineData(19, "auto")]
    [InlineData(19, "jsonrpc")]
    public async Task All_orders_of_a_call_are_confirmed_and_read_once(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var effects = Confirmations(lab, Drafts(lab, 100));
        await lab.CustomerAsync(Order());
        lab.Egress.Requests.Clear();

        var outcomes = await lab.RunAsync(effects);

        Assert.Equal(effects.Select(effect => ((ConfirmOrder)effect.Request).ErpId), outcomes.Select(outcome => Done<OrderConfirmed>(outcome).ErpId));
        Assert.All(lab.Orders, order => Assert.Equal("sale", order["state"]));
        Assert.Equal((1, 1, 2), (lab.Count("sale.order", "action_confirm"), lab.Count("sale.order", "read"), lab.Egress.Requests.Count));
    }

    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    public async Task One_cancelled_order_is_told_and_the_others_are_refused_together(int version)
    {
        var lab = new OdooLab(version);
        var ids = Drafts(lab, 4);
        Done<OrderCancelled>(await lab.RunAsync(new CancelOrder(ids[1])));
        Done<OrderConfirmed>(await lab.RunAsync(new ConfirmOrder(ids[2])));
        var effects = Confirmations(lab, ids);

        var outcomes = await lab.RunAsync(effects);

        AssertTogether(outcomes[0]);
        Assert.Equal("cancelled_in_erp", Failed(outcomes[1]).Code);
        Done<OrderConfirmed>(outcomes[2]);
        AssertTogether(outcomes[3]);
        Assert.Contains("not in a state requiring confirmation", Failed(outcomes[0]).Message, StringComparison.Ordinal);
        Assert.Equal(["draft", "cancel", "sale", "draft"], lab.Orders.Select(order => (string)order["state"]!));

        Assert.All(await lab.RunAsync([effects[0], effects[3]]), outcome => Done<OrderConfirmed>(outcome));
    }

    [Fact]
    public async Task An_order_that_is_not_there_and_one_without_an_id_are_told()
    {
        var lab = new OdooLab();
        var ids = Drafts(lab, 2);

        var outcomes = await lab.RunAsync(Confirmations(lab, [ids[0], "4711", "S0001", ids[1]]));

        AssertTogether(outcomes[0]);
        Assert.Equal("missing_in_erp", Failed(outcomes[1]).Code);
        Assert.Equal("not_an_id", Failed(outcomes[2]).Code);
        AssertTogether(outcomes[3]);

        var again = await lab.RunAsync(Confirmations(lab, [ids[0], "S0001", ids[1]]));
        Assert.Equal(["sale", "sale"], lab.Orders.Select(order => (string)order["state"]!));
        Assert.Equal("not_an_id", Failed(again[1]).Code);
    }

    [Theory]
    [InlineData(OdooFaultKind.SerializationFailure)]
    [InlineData(OdooFaultKind.ValueError)]
    [InlineData(OdooFaultKind.UserError)]
    public async Task An_error_that_one_order_may_have_caused_refuses_them_together(OdooFaultKind fault)
    {
        var lab = new OdooLab();
        var effects = Confirmations(lab, Drafts(lab, 3));
        lab.Odoo.Faults.Next(1, "sale.order", "action_confirm", fault);

        Assert.All(await lab.RunAsync(effects), AssertTogether);
        Assert.All(await lab.RunAsync(effects), outcome => Done<OrderConfirmed>(outcome));
    }

    [Theory]
    [InlineData(OdooFaultKind.AuthExpired, FailureClass.Auth)]
    [InlineData(OdooFaultKind.Throttled, FailureClass.Throttled)]
    public async Task What_is_the_whole_connections_stays_what_it_is(OdooFaultKind fault, FailureClass expected)
    {
        var lab = new OdooLab();
        var effects = Confirmations(lab, Drafts(lab, 2));
        lab.Odoo.Faults.Next(1, "sale.order", "action_confirm", fault);

        Assert.All(await lab.RunAsync(effects), outcome => Assert.Equal(expected, Failed(outcome).Class));
    }

    [Fact]
    public async Task A_call_whose_answer_is_lost_is_in_doubt_for_all_and_each_is_found_by_its_state()
    {
        var lab = new OdooLab();
        var effects = Confirmations(lab, Drafts(lab, 3));
        lab.Odoo.Faults.Next(1, "sale.order", "action_confirm", OdooFaultKind.DropAnswer);

        Assert.All(await lab.RunAsync(effects), outcome => Assert.IsType<EffectOutcome.InDoubt>(outcome));
        foreach (var effect in effects)
        {
            Done<OrderConfirmed>(await lab.LookUpAsync(effect));
        }

        Assert.All(await lab.RunAsync(effects), outcome => Done<OrderConfirmed>(outcome));
    }

    [Fact]
    public async Task A_read_of_the_states_that_fails_leaves_what_was_done_in_doubt_and_what_was_refused_undone()
    {
        var lab = new OdooLab();
        var effects = Confirmations(lab, Drafts(lab, 2));
        lab.Odoo.Faults.Next(1, "sale.order", "action_confirm", OdooFaultKind.UserError);
        lab.Odoo.Faults.Next(2, "sale.order", "read", OdooFaultKind.BadGateway);

        Assert.All(await lab.RunAsync(effects), outcome => Assert.Equal((FailureClass.Transient, "no_answer"), (Failed(outcome).Class, Failed(outcome).Code)));
        Assert.All(await lab.RunAsync(effects), outcome => Assert.IsType<EffectOutcome.InDoubt>(outcome));
    }

    [Fact]
    public async Task Only_those_that_are_not_fresh_are_read_before()
    {
        var lab = new OdooLab();
        var ids = Drafts(lab, 3);
        var effects = Confirmations(lab, ids).ToList();
        Done<OrderConfirmed>(await lab.RunAsync(new ConfirmOrder(ids[1])));
        effects[1] = effects[1] with { Attempts = 2, DoubtfulSince = effects[1].SentAt };
        lab.Egress.Requests.Clear();

        Assert.All(await lab.RunAsync(effects), outcome => Done<OrderConfirmed>(outcome));

        Assert.Equal((1, 2), (lab.Count("sale.order", "action_confirm"), lab.Count("sale.order", "read")));
        Assert.All(lab.Orders, order => Assert.Equal("sale", order["state"]));
    }

    [Fact]
    public async Task Cancellations_and_more_than_a_call_can_carry_are_refused()
    {
        var lab = new OdooLab();
        var ids = Drafts(lab, OdooLimits.BatchMax + 1);

        Assert.All(await lab.RunAsync(Confirmations(lab, ids)), outcome => Assert.Equal("unknown_operation", Failed(outcome).Code));
        Assert.All(await lab.RunAsync([lab.Effect(new CancelOrder(ids[0])), lab.Effect(new CancelOrder(ids[1]))]), outcome => Assert.Equal("unknown_operation", Failed(outcome).Code));
        Assert.All(lab.Orders, order => Assert.Equal("draft", order["state"]));
    }

    private static IReadOnlyList<string> Drafts(OdooLab lab, int count)
        => [.. Enumerable.Range(0, count).Select(index => lab.Odoo.Seed("sale.order", ("partner_id", 1), ("client_order_ref", $"#{index}")).ToString(CultureInfo.InvariantCulture))];

    private static IReadOnlyList<Effect> Confirmations(OdooLab lab, IReadOnlyList<string> ids)
        => [.. ids.Select((id, index) => lab.Effect(new ConfirmOrder(id), document: Document with { Id = $"{index}" }))];
}
