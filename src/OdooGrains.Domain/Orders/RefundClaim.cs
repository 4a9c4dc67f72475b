namespace OdooGrains.Domain.Orders;

/// <summary>What a refund asks back for one line, with one fate of the goods.</summary>
internal sealed record RefundClaim(Refund Refund, string LineId, Restock Restock, decimal Quantity, decimal Amount)
{
    /// <summary>What of it was credited already.</summary>
    public required decimal CreditedQuantity { get; init; }

    public required decimal CreditedAmount { get; init; }

    /// <summary>What of it never left; filled in once the line's account is known.</summary>
    public decimal Cancelled { get; init; }

    public decimal Uncredited => Quantity - CreditedQuantity;

    /// <summary>The amount of a part of it, rounded so that parts that follow each other sum to the whole, to the cent.</summary>
    public decimal AmountOf(decimal quantity) => Quantity == 0 ? 0 : Money.Currency.Round(Amount * quantity / Quantity, Refund.Currency);
}
