using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>
/// The gate between the draft in the ERP and its confirmation, which is the moment at which the ERP reserves stock and the warehouse may begin:
/// the customer may order, and the money is as safe as policy asks.
/// </summary>
internal static class Release
{
    public static OrderNext Next(OrderState state, OrderPolicy policy)
        => Customer(state, policy) ?? (OrderNext?)Money(state, policy) ?? new OrderNext.Do(new ConfirmOrder(state.Booked!.ErpId));

    private static OrderNext.Held? Customer(OrderState state, OrderPolicy policy)
    {
        var customer = state.Order.Customer;
        var blocked = policy.Terms.BlockedCustomers.FirstOrDefault(name => Is(name, customer.Email) || Is(name, customer.Id));
        return blocked is null ? null : new OrderNext.Held(OrderHold.CustomerBlocked,
            $"The customer '{blocked}' is blocked by policy (blockedCustomers). Take the name off the list and retry, or discard the order.");
    }

    private static OrderNext? Money(OrderState state, OrderPolicy policy)
    {
        if (policy.Terms.ReleaseOn is ReleaseOn.None)
        {
            return null;
        }

        if (Conservation.Disputed(state) is { } disputed)
        {
            return disputed;
        }

        return IsPaid(state, OrderLedger.Of(state, policy), policy) ? null
            : state.Facts?.Payments is { Count: > 0 } payments && payments.All(payment => payment.Status is PaymentStatus.Failed) ? Failed(payments)
            : new OrderNext.Awaits(OrderWait.Payment);
    }

    /// <summary>Whether the money that policy asks for before the confirmation is there, and still stands.</summary>
    public static bool IsPaid(OrderState state, OrderLedger ledger, OrderPolicy policy)
    {
        var there = policy.Terms.ReleaseOn switch { ReleaseOn.None => decimal.MaxValue, ReleaseOn.Captured => ledger.Captured, _ => ledger.Authorised };
        return there >= OrderContent.Without(state.Order, ledger.Cancelled).Total - policy.TotalTolerance;
    }

    private static OrderNext.Held Failed(IReadOnlyList<Payment> payments)
    {
        var last = payments.MaxBy(payment => (payment.UpdatedAt, payment.Id))!;
        return new(OrderHold.PaymentFailed, $"The payment '{last.Id}' of {last.Amount:0.00##} {last.Currency} failed. Another payment releases the order; else cancel it in the channel or discard it here.");
    }

    private static bool Is(string blocked, string? name) => string.Equals(blocked, name, StringComparison.OrdinalIgnoreCase);
}
