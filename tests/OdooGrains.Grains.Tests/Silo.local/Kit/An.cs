using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>Small, valid values; tests change what they are about.</summary>
internal static class An
{
    public const string Book = "order.book";
    public const string Confirm = "order.confirm";
    public const string Customer = "order.customer";
    public const string LookUpBook = "look up order.book";

    /// <summary>An order of its own customer, unless told otherwise, last changed <paramref name="minute"/> minutes after the start.</summary>
    public static Order Order(string id = "1001", int minute = 0, decimal quantity = 2, bool cancelled = false, string? email = null) => new()
    {
        Id = id,
        Number = $"#{id}",
        PlacedAt = Sample.Now,
        UpdatedAt = Sample.Now.AddMinutes(minute),
        CancelledAt = cancelled ? Sample.Now.AddMinutes(minute) : null,
        Currency = "EUR",
        PricesIncludeTax = true,
        Customer = new() { Name = "Ada Byron", Email = email ?? $"ada-{id}@example.com" },
        Lines = [new() { Id = "1", Sku = "MUG", Title = "Mug", Quantity = quantity, UnitPrice = 10m, Taxes = [new("VAT", 0.19m, 3.19m)] }],
        Total = 10m * quantity,
        TaxTotal = 3.19m,
    };

    public static EffectOutcome Failure(FailureClass of, TimeSpan? retryAfter = null) => new EffectOutcome.Failed(new(of, "scripted", $"Scripted: {of}.", retryAfter));

    public static EffectOutcome Doubt() => new EffectOutcome.InDoubt("Scripted: the connection was reset.");
}
