using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Tests.Model;

/// <summary>
/// An ERP harsher than a real one: a call that arrives late overwrites whatever is there, and confirms again what was
/// cancelled. Without an enforced key a create that found nothing when it was sent makes a second record when it arrives.
/// </summary>
internal sealed class ModelErp(bool keyIsEnforced)
{
    private readonly Dictionary<string, List<string>> _customers = [];

    public List<ErpOrder> Orders { get; } = [];

    /// <summary>Takes a call in; run what it returns when the call shall take effect.</summary>
    public Func<EffectResult> Receive(Effect effect)
    {
        var isNew = Orders.Count == 0;
        var customerIsNew = Customer(effect.ExternalKey).Count == 0;
        return effect.Request switch
        {
            EnsureCustomer request => () => Ensure(effect.ExternalKey, request, customerIsNew),
            BookOrder request => () => Book(request, isNew),
            ConfirmOrder request => () => Confirm(request),
            CancelOrder request => () => Cancel(request),
            _ => throw new InvalidOperationException($"The model does not know {effect.Request}."),
        };
    }

    /// <summary>Finds an effect only if what it asked for is there.</summary>
    public EffectOutcome LookUp(Effect effect)
    {
        var isDone = effect.Request switch
        {
            EnsureCustomer request => Customer(effect.ExternalKey).Contains(Text(request)),
            BookOrder request => Orders.Any(order => order.Content == Text(request)),
            ConfirmOrder => Orders.Any(order => order.IsConfirmed),
            _ => Orders.Any(order => order.IsCancelled),
        };
        return isDone ? new EffectOutcome.Done(Answer(effect)) : new EffectOutcome.NotFound();
    }

    public string CustomerText(string key) => string.Join(" and ", Customer(key));

    /// <summary>How many records stand under the key of a customer.</summary>
    public int CustomersMax => _customers.Values.Select(records => records.Count).DefaultIfEmpty().Max();

    public static string Text(BookOrder book) => $"{Text(book.Order)} for {book.Customer.CustomerId} to {book.Customer.DeliveryAddressId}";

    public static string Text(Order order) => string.Join("; ", order.Lines.Select(line => $"{line.Quantity} {line.Sku} at {line.UnitPrice}")) + $" = {order.Total}";

    public static string AddressId(Address? address) => address is null ? "none" : $"{address.Street}/{address.Street2}/{address.City}";

    private List<string> Customer(string key) => _customers.TryGetValue(key, out var records) ? records : _customers[key] = [];

    public static string Text(EnsureCustomer request) => $"{request.Customer.Name} {request.Customer.Email} at {AddressId(request.ShipTo)}";

    private CustomerEnsured Ensure(string key, EnsureCustomer request, bool wasNew)
    {
        var records = Customer(key);
        if (records.Count > 0 && (keyIsEnforced || !wasNew))
        {
            records[0] = Text(request);
        }
        else
        {
            records.Add(Text(request));
        }

        return Ensured(key, request);
    }

    private static CustomerEnsured Ensured(string key, EnsureCustomer request) => new(key, key, AddressId(request.ShipTo));

    private EffectResult Answer(Effect effect) => effect.Request switch
    {
        EnsureCustomer request => Ensured(effect.ExternalKey, request),
        BookOrder request => new OrderBooked("42", "S00042", request.Order.Total),
        ConfirmOrder request => new OrderConfirmed(request.ErpId),
        CancelOrder request => new OrderCancelled(request.ErpId),
        _ => throw new InvalidOperationException($"The model does not know {effect.Request}."),
    };

    private OrderBooked Book(BookOrder request, bool wasNew)
    {
        if (Orders.Count == 0 || (!keyIsEnforced && wasNew))
        {
            Orders.Add(new());
        }

        Orders[0].Content = Text(request);
        return new("42", "S00042", request.Order.Total);
    }

    private OrderConfirmed Confirm(ConfirmOrder request)
    {
        (Orders[0].IsConfirmed, Orders[0].IsCancelled) = (true, false);
        return new(request.ErpId);
    }

    private OrderCancelled Cancel(CancelOrder request)
    {
        (Orders[0].IsConfirmed, Orders[0].IsCancelled) = (false, true);
        return new(request.ErpId);
    }
}

/// <summary>A sale order of the model.</summary>
internal sealed class ErpOrder
{
    public string Content { get; set; } = "";
    public bool IsConfirmed { get; set; }
    public bool IsCancelled { get; set; }

    public override string ToString() => IsCancelled ? "cancelled" : $"{Content}{(IsConfirmed ? ", confirmed" : ", draft")}";
}
