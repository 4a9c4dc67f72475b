using System.Text.Json;
using OdooGrains.Domain;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Storage.Documents;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>Orders as the saga makes them, brought as far as a test needs, and stored as its grain would.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly OrderPolicy Policy = new()
    {
        Erp = new("erp"),
        ErpConfigVersion = 1,
        Operations = new[] { OrderSteps.Customer, OrderSteps.Book, OrderSteps.Confirm, OrderSteps.Cancel }.ToDictionary(OrderSteps.Operation, _ => new OperationPolicy { Grade = Grade.Guaranteed }),
        Retry = new() { AttemptsMax = 2 },
    };

    public static DocumentKey Key(string id = "1001", string tenant = "acme", string channel = "shop") => new(new(tenant), new(channel), id);

    public static Order Order(string id = "1001", decimal quantity = 2, bool isCancelled = false, int minute = 0) => new()
    {
        Id = id,
        Number = $"#{id}",
        PlacedAt = Now,
        UpdatedAt = Now.AddMinutes(minute),
        CancelledAt = isCancelled ? Now : null,
        Currency = "EUR",
        PricesIncludeTax = true,
        Customer = new() { Name = "Ada Byron", Email = "ada@example.com" },
        Lines = [new() { Id = "1", Sku = "MUG", Title = "Mug", Quantity = quantity, UnitPrice = 10m }],
        Total = 10m * quantity,
        TaxTotal = 0,
    };

    public static OrderState New(Order? order = null, string tenant = "acme", string channel = "shop")
    {
        var stated = order ?? Order();
        return Fold(null, Key(stated.Id, tenant, channel), Stated(stated, 1));
    }

    public static OrderEvent Stated(Order order, int number) => new OrderEvent.Stated(order, new(new Guid(number, 0, 0, new byte[8])));

    public static OrderState Fold(OrderState? state, DocumentKey key, OrderEvent @event) => OrderSaga.Fold(state, key, @event, Policy, Now, 0.5).State;

    public static OrderState Then(this OrderState state, OrderEvent @event) => Fold(state, state.Key, @event);

    /// <summary>Its open effect was sent.</summary>
    public static OrderState Sent(this OrderState state)
        => state with { Effects = [.. state.Effects.Select(effect => effect == state.Current ? EffectMachine.Mark(effect, 1, Now) : effect)] };

    /// <summary>Its open effect was sent and ended so.</summary>
    public static OrderState Settled(this OrderState state, EffectOutcome outcome)
    {
        var sent = state.Current!.Status is EffectStatus.Planned ? state.Sent() : state;
        return sent.Then(new OrderEvent.Settled(sent.Current!.Key, sent.Current.Attempts, outcome));
    }

    /// <summary>Its open effect was sent and done.</summary>
    public static OrderState Done(this OrderState state, decimal? total = null) => state.Settled(new EffectOutcome.Done(state.Current!.Request switch
    {
        EnsureCustomer => new CustomerEnsured("7", "7", "7"),
        BookOrder book => new OrderBooked("42", "S00042", total ?? book.Order.Total),
        ConfirmOrder confirm => new OrderConfirmed(confirm.ErpId),
        CancelOrder cancel => new OrderCancelled(cancel.ErpId),
        var unknown => throw new InvalidOperationException($"{unknown} is no request of an order."),
    }));

    public static OrderState Confirmed(Order? order = null) => New(order).Done().Done().Done();

    public static OrderState Refused(this OrderState state, FailureClass failure = FailureClass.Business, string code = "unknown_sku")
        => state.Settled(new EffectOutcome.Failed(new(failure, code, "Odoo knows no product with the SKU 'MUG'.")));

    public static DocumentHead Head(OrderState state) => OrderHead.Of(state, Policy, Now);

    public static async Task StoreAsync(TestServer server, OrderState state, params InboundEvent[] events)
    {
        foreach (var @event in events)
        {
            await server.Store.Inbox.AcceptAsync(@event, default);
        }

        var commit = new DocumentCommit
        {
            Head = Head(state),
            State = JsonSerializer.SerializeToUtf8Bytes(state, DomainJson.Default.OrderState),
            ExpectedVersion = 0,
            Effects = state.Effects,
            Events = [.. events.Select(@event => new FoldedEvent(@event.Id, false))],
        };
        Assert.Equal(CommitResult.Committed, await server.Store.Documents.CommitAsync(commit, default));
    }
}
