using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Orders;

/// <summary>The steps that an order takes in the ERP: their names, operations and stable keys.</summary>
public static class OrderSteps
{
    public const string Customer = "customer";
    public const string Book = "book";
    public const string Confirm = "confirm";
    public const string Cancel = "cancel";
    public const string Deliver = "deliver";
    public const string Invoice = "invoice";
    public const string Payment = "payment";
    public const string Credit = "credit";
    public const string Return = "return";
    public const string Announce = "announce";

    /// <summary>The steps from an order to its confirmation, or its cancellation: what every ERP must offer.</summary>
    public static IReadOnlyList<string> Sale { get; } = [Customer, Book, Confirm, Cancel];

    public static IReadOnlyList<string> All { get; } = [.. Sale, Deliver, Invoice, Payment, Credit, Return, Announce];

    /// <summary>The steps that post in the ERP's books.</summary>
    public static IReadOnlyList<string> Postings { get; } = [Invoice, Payment, Credit];

    public static string Of(EffectRequest request) => request switch
    {
        EnsureCustomer => Customer,
        BookOrder => Book,
        ConfirmOrder => Confirm,
        CancelOrder => Cancel,
        DeliverOrder => Deliver,
        InvoiceOrder => Invoice,
        RegisterPayment => Payment,
        CreditOrder => Credit,
        ReturnGoods => Return,
        AnnounceDelivery => Announce,
        _ => throw new InvalidOperationException($"{request.GetType().Name} is no step of an order."),
    };

    /// <summary>The connector's operation of a step, such as <c>order.book</c>.</summary>
    public static string Operation(string step) => $"order.{step}";

    /// <summary>Whether a step is made at the channel that the order came from; all others are made at the ERP.</summary>
    public static bool IsAtChannel(string step) => step == Announce;

    public static Lane LaneOf(string step) => step is Deliver or Return or Announce ? Lane.Fulfilment : Lane.Money;

    /// <summary>The operations that follow an operation before an order is finished, where nothing holds it.</summary>
    public static IReadOnlyList<string> After(string operation)
        => operation == Operation(Customer) ? [Operation(Book), Operation(Confirm)] : operation == Operation(Book) ? [Operation(Confirm)] : [];

    /// <summary>
    /// Our key of the order in the ERP; equal for all steps but the customer's. What tells effects of one step apart, such as two deliveries, is the
    /// id in their request, or for invoices the revision.
    /// </summary>
    public static string OrderKey(DocumentKey document) => document.ToString();

    /// <summary>
    /// Our key of the customer in the ERP: by email over all channels of the tenant, else by the channel's customer id, else the
    /// order's own. Hashed (the first 12 bytes of SHA-256, in hex), since it stands in logs and must not show who ordered.
    /// </summary>
    public static string CustomerKey(DocumentKey document, Customer customer)
    {
        var identity = customer switch
        {
            { Email: { Length: > 0 } email } => $"email:{email}",
            { Id: { Length: > 0 } id } => $"id:{document.Channel}:{id}",
            _ => $"order:{document}",
        };
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(identity));
        return $"{document.Tenant}/customer/{Convert.ToHexStringLower(hash.AsSpan(0, 12))}";
    }

    /// <summary>Whether two requests ask for the same, so that a planned or held one need not be replaced.</summary>
    public static bool Same(EffectRequest one, EffectRequest other) => (one, other) switch
    {
        (EnsureCustomer a, EnsureCustomer b) => OrderDifferences.Between(a, b).Count == 0,
        (BookOrder a, BookOrder b) => a.Amend == b.Amend && a.Customer == b.Customer && OrderDifferences.Between(a.Order, b.Order).Count == 0,
        (ConfirmOrder or CancelOrder, _) => one == other,
        _ => one.GetType() == other.GetType() && Text(one) == Text(other),
    };

    private static string Text(EffectRequest request) => JsonSerializer.Serialize(request, DomainJson.Default.EffectRequest);
}
