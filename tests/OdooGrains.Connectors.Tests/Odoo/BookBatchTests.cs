using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Several bookings in one call: written together, refused together, and each with its own outcome.</summary>
public sealed class BookBatchTests
{
    public static TheoryData<int, string> Protocols => new() { { 18, "auto" }, { 19, "auto" }, { 19, "jsonrpc" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task All_orders_of_a_call_are_written_once_each_with_its_own_lines(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var effects = await lab.BookingsAsync(Enumerable.Range(0, 100).Select(Numbered));
        lab.Egress.Requests.Clear();

        var outcomes = await lab.RunAsync(effects);

        Assert.Equal((1, 1), (lab.Count("sale.order", "load"), lab.Count("sale.order", "read")));
        Assert.Equal(100, lab.Orders.Count);
        for (var index = 0; index < effects.Count; index++)
        {
            var booked = Done<OrderBooked>(outcomes[index]);
            var order = lab.Orders.Single(order => $"{order["id"]}" == booked.ErpId);
            Assert.Equal(effects[index].ExternalKey, order["origin"]);
            Assert.Equal($"#{index}", order["client_order_ref"]);
            Assert.Equal(booked.Total, order["amount_total"]);
            Assert.Equal([index + 1m, 1m, 1m], ((int[])order["order_line"]!).Select(id => (decimal)lab.Lines.Single(line => (int)line["id"]! == id)["product_uom_qty"]!));
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task One_guilty_order_in_the_middle_hears_its_own_answer_and_nobody_is_written(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var effects = (await lab.BookingsAsync(Enumerable.Range(0, 5).Select(Numbered))).ToList();
        effects[2] = effects[2] with { Request = (BookOrder)effects[2].Request with { Customer = new("999999", "999999", "999999") } };

        var outcomes = await lab.RunAsync(effects);

        Assert.Empty(lab.Orders);
        Assert.Equal((FailureClass.Business, "refused"), (Failed(outcomes[2]).Class, Failed(outcomes[2]).Code));
        Assert.Contains("'999999' in field 'Customer'", Failed(outcomes[2]).Message, StringComparison.Ordinal);
        effects.RemoveAt(2);
        Assert.All(outcomes.Where((_, index) => index != 2), AssertTogether);
        Assert.Contains("'999999' in field 'Customer'", Failed(outcomes[0]).Message, StringComparison.Ordinal);

        Assert.All(await lab.RunAsync(effects), outcome => Done<OrderBooked>(outcome));
        Assert.Equal(4, lab.Orders.Count);
    }

    [Fact]
    public async Task What_is_known_before_the_call_stays_behind_alone()
    {
        var lab = new OdooLab();
        var bad = Numbered(1) with { Lines = [Order().Lines[0] with { Sku = "NONE" }] };
        var effects = await lab.BookingsAsync(Numbered(0), bad, Numbered(2));

        var outcomes = await lab.RunAsync(effects);

        Assert.Equal("unknown_sku", Failed(outcomes[1]).Code);
        Assert.Equal(["#0", "#2"], lab.Orders.Select(order => (string)order["client_order_ref"]!));
        Assert.Equal([16.66m, 40.46m], new[] { outcomes[0], outcomes[2] }.Select(outcome => Done<OrderBooked>(outcome).Total));
    }

    /// <summary>odoo/models.py, load: what the records met together, and a broken transaction, stand under the first record.</summary>
    [Fact]
    public async Task The_first_order_is_blamed_only_where_its_field_is_named()
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Enumerable.Range(0, 3).Select(Numbered));
        lab.Egress.Instead = OnLoad(0, """{"ids": false, "messages": [{"type": "error", "record": 0, "message": "Not together."}, {"type": "error", "record": 1, "message": "Not this one."}]}""");

        var outcomes = await lab.RunAsync(effects);

        AssertTogether(outcomes[0]);
        Assert.Equal("Odoo refuses the record: Not this one.", Failed(outcomes[1]).Message);
        AssertTogether(outcomes[2]);

        lab.Egress.Instead = OnLoad(0, """{"ids": false, "messages": [{"type": "error", "record": 0, "field": "partner_id", "message": "Who?"}, {"type": "warning", "message": "Interrupted."}]}""");
        Assert.Equal(FailureClass.Business, Failed((await lab.RunAsync(effects))[0]).Class);
    }

    [Theory]
    [InlineData("""{"ids": false, "messages": [{"type": "error", "record": 1, "field": "x", "message": "could not serialize access due to concurrent update"}]}""")]
    [InlineData("""{"ids": false, "messages": [{"type": "error", "record": 1, "message": "Unknown error during import: <class 'ValueError'>: x"}]}""")]
    [InlineData("""{"ids": false, "messages": [{"type": "error", "record": 7, "field": "x", "message": "Somebody else's."}]}""")]
    [InlineData("""{"ids": false, "messages": [{"type": "error", "record": 1.5, "field": "x", "message": "Nobody's."}]}""")]
    [InlineData("""{"ids": false, "messages": []}""")]
    public async Task A_refusal_that_names_nobody_surely_is_everybodys(string answer)
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Numbered(1));
        lab.Egress.Instead = OnLoad(0, answer);

        Assert.All(await lab.RunAsync(effects), AssertTogether);
        Assert.NotEqual(EffectFailures.RefusedTogether, Failed((await lab.RunAsync([effects[1]]))[0]).Code);
    }

    [Theory]
    [InlineData(OdooFaultKind.SerializationFailure)]
    [InlineData(OdooFaultKind.DeadlockDetected)]
    [InlineData(OdooFaultKind.LockNotAvailable)]
    [InlineData(OdooFaultKind.LockError)]
    [InlineData(OdooFaultKind.UserError)]
    [InlineData(OdooFaultKind.ValidationError)]
    [InlineData(OdooFaultKind.AccessError)]
    [InlineData(OdooFaultKind.ValueError)]
    public async Task An_error_that_one_order_may_have_caused_refuses_them_together(OdooFaultKind fault)
    {
        foreach (var protocol in new[] { "json2", "jsonrpc" })
        {
            var lab = new OdooLab(19, protocol);
            var effects = await lab.BookingsAsync(Numbered(0), Numbered(1));
            lab.Odoo.Faults.Next(1, "sale.order", "load", fault);

            Assert.All(await lab.RunAsync(effects), AssertTogether);
            Assert.Empty(lab.Orders);
            Assert.All(await lab.RunAsync(effects), outcome => Done<OrderBooked>(outcome));
        }
    }

    [Theory]
    [InlineData(OdooFaultKind.AuthExpired, FailureClass.Auth, "credentials")]
    [InlineData(OdooFaultKind.Throttled, FailureClass.Throttled, "throttled")]
    [InlineData(OdooFaultKind.PoolError, FailureClass.Transient, "database_busy")]
    public async Task What_is_the_whole_connections_stays_what_it_is(OdooFaultKind fault, FailureClass expected, string code)
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Numbered(1));
        lab.Odoo.Faults.Next(1, "sale.order", "load", fault);

        Assert.All(await lab.RunAsync(effects), outcome => Assert.Equal((expected, code), (Failed(outcome).Class, Failed(outcome).Code)));
    }

    [Fact]
    public async Task A_read_that_one_order_may_have_spoiled_refuses_them_together_and_a_missing_setting_does_not()
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Numbered(1));
        lab.Odoo.Faults.Next(1, "product.product", "search_read", OdooFaultKind.ValueError);
        Assert.All(await lab.RunAsync(effects), AssertTogether);

        lab.Set("company", 999);
        Assert.All(await lab.RunAsync(effects), outcome => Assert.Equal("setting_missing", Failed(outcome).Code));
    }

    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    public async Task A_call_whose_answer_is_lost_is_in_doubt_for_all_and_its_repeat_changes_nothing(int version)
    {
        var lab = new OdooLab(version);
        var effects = await lab.BookingsAsync(Enumerable.Range(0, 10).Select(Numbered));
        lab.Odoo.Faults.Next(1, "sale.order", "load", OdooFaultKind.DropAnswer);

        Assert.All(await lab.RunAsync(effects), outcome => Assert.IsType<EffectOutcome.InDoubt>(outcome));
        var (orders, lines) = (lab.Orders.Select(order => order["id"]).ToList(), lab.Lines.Select(line => line["id"]).ToList());
        Assert.Equal(10, orders.Count);
        foreach (var effect in effects)
        {
            var found = Done<OrderBooked>(await lab.LookUpAsync(effect));
            Assert.Equal(found, Done<OrderBooked>((await lab.RunAsync([effect with { Attempts = 2, DoubtfulSince = effect.SentAt }]))[0]));
        }

        // Even blindly.
        Assert.All(await lab.RunAsync(effects), outcome => Done<OrderBooked>(outcome));
        Assert.Equal(orders, lab.Orders.Select(order => order["id"]));
        Assert.Equal(lines, lab.Lines.Select(line => line["id"]));
    }

    [Fact]
    public async Task A_call_that_was_reset_before_its_commit_is_in_doubt_and_nobody_is_found()
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Numbered(1));
        lab.Odoo.Faults.Next(1, "sale.order", "load", OdooFaultKind.ResetBeforeCommit);

        Assert.All(await lab.RunAsync(effects), outcome => Assert.IsType<EffectOutcome.InDoubt>(outcome));
        foreach (var effect in effects)
        {
            Assert.IsType<EffectOutcome.NotFound>(await lab.LookUpAsync(effect));
        }
    }

    [Theory]
    [InlineData(OdooFaultKind.ResetBeforeCommit)]
    [InlineData(OdooFaultKind.UserError)]
    [InlineData(OdooFaultKind.AuthExpired)]
    public async Task A_verifying_read_that_fails_leaves_what_was_written_in_doubt(OdooFaultKind fault)
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Numbered(1) with { Lines = [Order().Lines[0] with { Sku = "NONE" }] }, Numbered(2));
        lab.Odoo.Faults.Next(1, "sale.order", "read", fault);

        var outcomes = await lab.RunAsync(effects);

        Assert.IsType<EffectOutcome.InDoubt>(outcomes[0]);
        Assert.Equal("unknown_sku", Failed(outcomes[1]).Code);
        Assert.IsType<EffectOutcome.InDoubt>(outcomes[2]);
    }

    [Fact]
    public async Task What_the_verifying_read_tells_is_told_of_each_order()
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Enumerable.Range(0, 4).Select(Numbered));
        var ids = Enumerable.Range(1, 4).Select(id => id).ToList();
        lab.Egress.Instead = call => call.Url.AbsolutePath == "/json/2/sale.order/read" ? Answer(
            $"[{Record(ids[1], "EUR", 3)}, {Record(ids[2], "EUR", 2)}, {Record(ids[3], "USD", 3)}]") : null;

        var outcomes = await lab.RunAsync(effects);

        Assert.Equal(ids, lab.Orders.Select(order => (int)order["id"]!));
        Assert.IsType<EffectOutcome.InDoubt>(outcomes[0]);
        Assert.Equal("S2", Done<OrderBooked>(outcomes[1]).ErpNumber);
        Assert.Equal("line_count", Failed(outcomes[2]).Code);
        Assert.Equal("wrong_currency", Failed(outcomes[3]).Code);

        static string Record(int id, string currency, int lines)
            => $$"""{"id": {{id}}, "name": "S{{id}}", "state": "draft", "amount_total": 1, "currency_id": [2, "{{currency}}"], "order_line": [{{string.Join(", ", Enumerable.Range(1, lines))}}]}""";
    }

    [Fact]
    public async Task Only_fresh_effects_share_a_call()
    {
        var lab = new OdooLab();
        var effects = await lab.BookingsAsync(Numbered(0), Numbered(1));

        await Assert.ThrowsAsync<ArgumentException>(() => lab.RunAsync([effects[0], effects[1] with { DoubtfulSince = effects[1].SentAt }]));
        Assert.Empty(lab.Orders);
    }

    [Fact]
    public async Task An_order_that_came_out_otherwise_goes_alone_and_is_read_before_it_is_written()
    {
        var lab = new OdooLab();
        var effects = (await lab.BookingsAsync(Numbered(0), Numbered(1))).ToList();
        lab.Set("pricelists", new JsonObject { ["EUR"] = lab.Dollars });
        var held = Failed((await lab.RunAsync([effects[0]]))[0]);
        Assert.Equal("wrong_currency", held.Code);
        lab.Set("pricelists", null);
        effects[0] = effects[0] with { Attempts = 2, LastFailure = held };

        var outcomes = await lab.RunAsync(effects);
        AssertTogether(outcomes[0]);
        Done<OrderBooked>(outcomes[1]);

        // Somebody took care of it in Odoo meanwhile.
        var order = lab.Orders.Single(order => (string)order["origin"]! == effects[0].ExternalKey);
        Done<OrderCancelled>(await lab.RunAsync(new CancelOrder($"{order["id"]}")));
        Assert.Equal("cancelled_in_erp", Failed((await lab.RunAsync([effects[0]]))[0]).Code);
    }

    [Fact]
    public async Task Plain_creates_go_one_by_one()
    {
        var lab = new OdooLab();
        lab.Set("createBy", "create");
        var effects = await lab.BookingsAsync(Numbered(0), Numbered(1));

        Assert.All(await lab.RunAsync(effects), outcome => Assert.Equal("unknown_operation", Failed(outcome).Code));
        Assert.Empty(lab.Orders);
    }
}
