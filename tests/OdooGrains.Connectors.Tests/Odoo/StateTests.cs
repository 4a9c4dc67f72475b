using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Confirming and cancelling believe the order's state alone.</summary>
public sealed class StateTests
{
    private readonly OdooLab _lab = new();

    [Fact]
    public async Task Confirming_again_is_done_after_the_state_was_read()
    {
        var confirm = new ConfirmOrder((await _lab.BookedAsync(Order())).ErpId);
        Done<OrderConfirmed>(await _lab.RunAsync(confirm));
        _lab.Egress.Requests.Clear();

        Done<OrderConfirmed>(await _lab.RunAsync(confirm));

        Assert.EndsWith("/read", _lab.Egress.Requests[^1].Url.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_attempt_of_a_confirmed_order_writes_nothing()
    {
        var confirm = new ConfirmOrder((await _lab.BookedAsync(Order())).ErpId);
        await _lab.RunAsync(confirm);
        _lab.Egress.Requests.Clear();

        Done<OrderConfirmed>(await _lab.RunAsync(confirm, attempts: 2));

        Assert.All(_lab.Egress.Requests, call => Assert.EndsWith("/read", call.Url.AbsolutePath, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancelling_again_is_done()
    {
        var cancel = new CancelOrder((await _lab.BookedAsync(Order())).ErpId);
        Done<OrderCancelled>(await _lab.RunAsync(cancel));

        Done<OrderCancelled>(await _lab.RunAsync(cancel));
        Done<OrderCancelled>(await _lab.LookUpAsync(cancel));
    }

    [Fact]
    public async Task A_cancelled_order_is_not_confirmed()
    {
        var booked = await _lab.BookedAsync(Order());
        await _lab.RunAsync(new CancelOrder(booked.ErpId));

        Assert.Equal("cancelled_in_erp", Failed(await _lab.RunAsync(new ConfirmOrder(booked.ErpId))).Code);
        Assert.IsType<EffectOutcome.NotFound>(await _lab.LookUpAsync(new ConfirmOrder(booked.ErpId)));
    }

    [Fact]
    public async Task A_refusal_of_Odoo_stands_where_the_state_is_not_reached()
    {
        var confirm = new ConfirmOrder((await _lab.BookedAsync(Order())).ErpId);
        _lab.Odoo.Faults.Next(1, "sale.order", "action_confirm", OdooFaultKind.UserError);

        Assert.Equal("refused", Failed(await _lab.RunAsync(confirm)).Code);
    }

    [Theory]
    [InlineData("4711", "missing_in_erp")]
    [InlineData("S0001", "not_an_id")]
    [InlineData("-1", "not_an_id")]
    public async Task An_order_that_is_not_there_is_held(string erpId, string code)
    {
        Assert.Equal(code, Failed(await _lab.RunAsync(new ConfirmOrder(erpId))).Code);
        Assert.Equal(code, Failed(await _lab.RunAsync(new CancelOrder(erpId))).Code);
    }
}
