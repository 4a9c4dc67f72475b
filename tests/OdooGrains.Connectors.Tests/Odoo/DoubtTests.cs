using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>What is in doubt, what is surely not done, and how a doubt is settled.</summary>
public sealed class DoubtTests
{
    [Theory]
    [InlineData(OdooFaultKind.DropAnswer, "load")]
    [InlineData(OdooFaultKind.DropAnswer, "create")]
    [InlineData(OdooFaultKind.CommittedGatewayTimeout, "load")]
    public async Task An_answer_lost_after_the_commit_is_in_doubt_and_the_look_up_finds_the_order(OdooFaultKind fault, string createBy)
    {
        var lab = new OdooLab();
        lab.Set("createBy", createBy);
        var request = await lab.BookAsync(Order());
        lab.Odoo.Faults.Next(1, "sale.order", createBy, fault);

        Assert.IsType<EffectOutcome.InDoubt>(await lab.RunAsync(request));

        Assert.Equal(28.56m, Done<OrderBooked>(await lab.LookUpAsync(request)).Total);
        Assert.Equal(28.56m, Done<OrderBooked>(await lab.RunAsync(request, attempts: 2)).Total);
        Assert.Single(lab.Orders);
        Assert.Equal(3, lab.Lines.Count);
    }

    [Theory]
    [InlineData(OdooFaultKind.ResetBeforeCommit)]
    [InlineData(OdooFaultKind.BadGateway)]
    [InlineData(OdooFaultKind.ServiceUnavailable)]
    [InlineData(OdooFaultKind.GatewayTimeout)]
    [InlineData(OdooFaultKind.LoginPage)]
    public async Task A_write_without_a_readable_answer_is_in_doubt_and_is_not_found_where_it_was_not_done(OdooFaultKind fault)
    {
        var lab = new OdooLab();
        var request = await lab.BookAsync(Order());
        lab.Odoo.Faults.Next(1, "sale.order", "load", fault);

        Assert.IsType<EffectOutcome.InDoubt>(await lab.RunAsync(request));

        Assert.IsType<EffectOutcome.NotFound>(await lab.LookUpAsync(request));
        Done<OrderBooked>(await lab.RunAsync(request, attempts: 2));
        Assert.Single(lab.Orders);
    }

    [Fact]
    public async Task An_answer_later_than_the_timeout_is_in_doubt()
    {
        var lab = new OdooLab();
        var request = await lab.BookAsync(Order());
        lab.Odoo.Faults.Next(1, new OdooFaultRule { Kind = OdooFaultKind.LateAnswer, Model = "sale.order", Method = "load", Delay = TimeSpan.FromSeconds(41) });

        Assert.IsType<EffectOutcome.InDoubt>(await lab.RunAsync(request));
        Done<OrderBooked>(await lab.LookUpAsync(request));
    }

    [Theory]
    [InlineData(OdooFaultKind.ResetBeforeCommit)]
    [InlineData(OdooFaultKind.BadGateway)]
    [InlineData(OdooFaultKind.LoginPage)]
    [InlineData(OdooFaultKind.SerializationFailure)]
    public async Task A_read_before_any_write_that_fails_means_surely_not_done(OdooFaultKind fault)
    {
        var lab = new OdooLab();
        var request = await lab.BookAsync(Order());
        lab.Odoo.Faults.Next(1, "product.product", "search_read", fault);

        Assert.Equal(FailureClass.Transient, Failed(await lab.RunAsync(request)).Class);
        Assert.Empty(lab.Orders);
    }

    [Theory]
    [InlineData(OdooFaultKind.ResetBeforeCommit)]
    [InlineData(OdooFaultKind.UserError)]
    [InlineData(OdooFaultKind.AuthExpired)]
    public async Task A_read_after_the_write_that_fails_leaves_the_write_in_doubt(OdooFaultKind fault)
    {
        var lab = new OdooLab();
        var request = await lab.BookAsync(Order());
        lab.Odoo.Faults.Next(1, "sale.order", "read", fault);

        Assert.IsType<EffectOutcome.InDoubt>(await lab.RunAsync(request));
        Done<OrderBooked>(await lab.LookUpAsync(request));
    }

    [Theory]
    [InlineData(OdooFaultKind.SerializationFailure, FailureClass.Transient)]
    [InlineData(OdooFaultKind.DeadlockDetected, FailureClass.Transient)]
    [InlineData(OdooFaultKind.LockNotAvailable, FailureClass.Transient)]
    [InlineData(OdooFaultKind.OperationalError, FailureClass.Transient)]
    [InlineData(OdooFaultKind.PoolError, FailureClass.Transient)]
    [InlineData(OdooFaultKind.LockError, FailureClass.Transient)]
    [InlineData(OdooFaultKind.UserError, FailureClass.Business)]
    [InlineData(OdooFaultKind.ValidationError, FailureClass.Business)]
    [InlineData(OdooFaultKind.AccessError, FailureClass.Business)]
    [InlineData(OdooFaultKind.MissingError, FailureClass.Business)]
    [InlineData(OdooFaultKind.ValueError, FailureClass.Schema)]
    [InlineData(OdooFaultKind.TypeError, FailureClass.Schema)]
    [InlineData(OdooFaultKind.KeyError, FailureClass.Schema)]
    [InlineData(OdooFaultKind.AuthExpired, FailureClass.Auth)]
    [InlineData(OdooFaultKind.Throttled, FailureClass.Throttled)]
    public async Task An_error_that_Odoo_answers_is_surely_not_done_and_has_its_class_in_both_protocols(OdooFaultKind fault, FailureClass expected)
    {
        foreach (var protocol in new[] { "json2", "jsonrpc" })
        {
            var lab = new OdooLab(19, protocol);
            var request = await lab.BookAsync(Order());
            lab.Odoo.Faults.Next(1, "sale.order", "load", fault);

            Assert.Equal(expected, Failed(await lab.RunAsync(request)).Class);
            Assert.Empty(lab.Orders);
            Done<OrderBooked>(await lab.RunAsync(request, attempts: 2));
        }
    }

    [Fact]
    public async Task A_throttled_call_says_for_how_long()
    {
        var lab = new OdooLab();
        var request = await lab.BookAsync(Order());
        lab.Odoo.Faults.Next(1, new OdooFaultRule { Kind = OdooFaultKind.Throttled, Delay = TimeSpan.FromSeconds(7) });

        Assert.Equal(TimeSpan.FromSeconds(7), Failed(await lab.RunAsync(request)).RetryAfter);
    }

    [Fact]
    public async Task A_confirmation_whose_answer_is_lost_is_found_by_the_state()
    {
        var lab = new OdooLab();
        var confirm = new ConfirmOrder((await lab.BookedAsync(Order())).ErpId);
        lab.Odoo.Faults.Next(1, "sale.order", "action_confirm", OdooFaultKind.DropAnswer);

        Assert.IsType<EffectOutcome.InDoubt>(await lab.RunAsync(confirm));
        Done<OrderConfirmed>(await lab.LookUpAsync(confirm));

        lab.Odoo.Faults.Next(1, "sale.order", "action_cancel", OdooFaultKind.ResetBeforeCommit);
        var cancel = new CancelOrder(confirm.ErpId);
        Assert.IsType<EffectOutcome.InDoubt>(await lab.RunAsync(cancel));
        Assert.IsType<EffectOutcome.NotFound>(await lab.LookUpAsync(cancel));
    }

    [Fact]
    public async Task A_customer_whose_answer_is_lost_is_found_and_made_once()
    {
        var lab = new OdooLab();
        var request = new EnsureCustomer { Customer = Order().Customer, BillTo = Home, ShipTo = Home with { Street = "Low St 2" } };
        lab.Odoo.Faults.Next(1, "res.partner", "load", OdooFaultKind.DropAnswer);
        Assert.IsType<EffectOutcome.InDoubt>(await lab.RunAsync(request));

        // The customer is there, its delivery address is not: not done as asked.
        Assert.IsType<EffectOutcome.NotFound>(await lab.LookUpAsync(request));
        var ensured = Done<CustomerEnsured>(await lab.RunAsync(request, attempts: 2));
        Assert.Equal(ensured, Done<CustomerEnsured>(await lab.LookUpAsync(request)));
        Assert.Single(lab.Odoo.Records("res.partner"), partner => (string?)partner["email"] == "jo_d@example.com");
    }

    [Fact]
    public async Task An_Odoo_that_answers_true_without_confirming_leaves_it_in_doubt()
    {
        var lab = new OdooLab();
        var confirm = new ConfirmOrder((await lab.BookedAsync(Order())).ErpId);
        lab.Egress.Instead = call => call.Url.AbsolutePath.EndsWith("action_confirm", StringComparison.Ordinal) ? Answer("true") : null;

        Assert.IsType<EffectOutcome.InDoubt>(await lab.RunAsync(confirm));
    }

    [Fact]
    public async Task A_write_is_not_begun_when_the_reads_before_it_took_too_long()
    {
        var lab = new OdooLab();
        var request = await lab.BookAsync(Order());
        lab.Egress.Instead = _ =>
        {
            lab.Time.Advance(TimeSpan.FromSeconds(9));
            return null;
        };

        Assert.Equal("too_slow", Failed(await lab.RunAsync(request)).Code);
        Assert.Empty(lab.Orders);
    }

    [Fact]
    public async Task A_revoked_key_stops_the_connection_and_a_new_one_goes_on()
    {
        foreach (var protocol in new[] { "json2", "jsonrpc" })
        {
            var lab = new OdooLab(19, protocol);
            var request = await lab.BookAsync(Order());
            lab.Odoo.Revoke(Key);
            Assert.Equal(FailureClass.Auth, Failed(await lab.RunAsync(request)).Class);

            lab.Odoo.Restore(Key);
            Done<OrderBooked>(await lab.RunAsync(request, attempts: 2));
        }
    }

    [Fact]
    public async Task Raced_first_attempts_make_one_order()
    {
        var lab = new OdooLab();
        var request = await lab.BookAsync(Order());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => lab.RunAsync(request))));

        Assert.All(outcomes, outcome => Assert.True(outcome is EffectOutcome.Done or EffectOutcome.Failed { Failure.Class: FailureClass.Transient }));
        Assert.Single(lab.Orders);
        Assert.Equal(3, lab.Lines.Count);
    }
}
