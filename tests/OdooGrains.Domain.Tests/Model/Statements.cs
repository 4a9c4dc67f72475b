using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Model;

/// <summary>What a channel states of one order over time, by arrival. Times of change repeat, and so may contradict the arrival.</summary>
internal static class Statements
{
    private static readonly Customer Ada = new() { Id = "77", Name = "Ada Byron", Email = "ada@example.com" };
    private static readonly Customer Guest = new() { Id = "78", Name = "Guest" };
    private static readonly Address Paris = new() { Street = "Rue A 1", City = "Paris", Country = "FR" };
    private static readonly Address ParisMoved = new() { Street2 = "Rue A 1", City = "Paris", Country = "FR" };

    public static IReadOnlyList<Order> From(Choices choices)
    {
        var count = 1 + choices.Next(4);
        return [.. Enumerable.Range(0, count).Select(_ => One(choices))];
    }

    /// <summary>What must be known in the end, computed from all statements at once: the newest, and the first cancellation.</summary>
    public static Order Last(IReadOnlyList<Order> statements)
    {
        var newest = statements.Select((order, arrival) => (order, arrival)).MaxBy(statement => (statement.order.UpdatedAt, statement.arrival)).order;
        var cancellation = statements.Where(order => order.CancelledAt is not null)
            .OrderBy(order => order.CancelledAt).ThenBy(order => order.CancelReason, StringComparer.Ordinal).FirstOrDefault();
        return newest with { CancelledAt = cancellation?.CancelledAt, CancelReason = cancellation?.CancelReason };
    }

    private static Order One(Choices choices)
    {
        var order = Some.Order(
            minute: choices.Next(3),
            quantity: 1 + choices.Next(3),
            cancelled: choices.Next(6) == 5,
            customer: choices.Of(Ada, Guest),
            shipTo: choices.Of(null, Paris, ParisMoved));
        order = choices.Next(8) == 7 ? order with { Total = 0.5m } : order;
        return order.CancelledAt is null ? order : order with { CancelReason = choices.Of("customer", "fraud") };
    }
}
