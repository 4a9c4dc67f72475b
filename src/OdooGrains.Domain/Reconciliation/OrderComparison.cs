using System.Globalization;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>What a channel states of an order beside what is known here.</summary>
public static class OrderComparison
{
    private const string Customer = "customer.", BillTo = "billTo.", ShipTo = "shipTo.", Total = "total", Cancelled = "cancelled";

    /// <param name="key">The order.</param>
    /// <param name="theirs">What the channel states now.</param>
    /// <param name="ours">What is known here; null where nothing is.</param>
    /// <param name="tolerance">How far totals may differ, in the order's currency.</param>
    /// <returns>None where they agree, or where ours is newer: then it is the list that is late.</returns>
    public static IReadOnlyList<Drift> Of(DocumentKey key, Order theirs, OrderState? ours, decimal tolerance) => Compare(key, theirs, ours, tolerance, _ => true);

    /// <summary>The same of who ordered and where it goes alone.</summary>
    public static IReadOnlyList<Drift> OfCustomer(DocumentKey key, Order theirs, OrderState? ours)
        => Compare(key, theirs, ours, 0, field => field.StartsWith(Customer, StringComparison.Ordinal) || field.StartsWith(BillTo, StringComparison.Ordinal) || field.StartsWith(ShipTo, StringComparison.Ordinal));

    private static IReadOnlyList<Drift> Compare(DocumentKey key, Order theirs, OrderState? ours, decimal tolerance, Func<string, bool> matters)
    {
        if (ours is not { IsStated: true })
        {
            return [new() { Document = key, Cause = DriftCause.MissedWebhook, Remedy = DriftRemedy.TakeIn, What = "order", Theirs = theirs.Number, Since = theirs.UpdatedAt }];
        }

        var differences = theirs.UpdatedAt < ours.Order.UpdatedAt ? [] : Differences(ours.Order, theirs, tolerance).Where(difference => matters(difference.Field)).ToList();
        if (differences.Count == 0)
        {
            return [];
        }

        var isNewer = theirs.UpdatedAt > ours.Order.UpdatedAt;
        return
        [
            new()
            {
                Document = key,
                Cause = isNewer ? DriftCause.MissedWebhook : DriftCause.ChangedSilently,
                Remedy = isNewer ? DriftRemedy.TakeIn : DriftRemedy.ReadBack,
                What = string.Join(", ", differences.Select(difference => difference.Field)),
                Theirs = Joined(differences.Select(difference => difference.Now)),
                Ours = Joined(differences.Select(difference => difference.Booked)),
                Since = theirs.UpdatedAt,
            },
        ];
    }

    private static IEnumerable<Effects.Difference> Differences(Order ours, Order theirs, decimal tolerance)
    {
        var differences = OrderDifferences.Between(ours, theirs).Where(difference => difference.Field != Total || Math.Abs(ours.Total - theirs.Total) > tolerance);
        return (ours.CancelledAt is null) == (theirs.CancelledAt is null)
            ? differences
            : differences.Append(new(Cancelled, Text(ours.CancelledAt), Text(theirs.CancelledAt)));
    }

    private static string Text(DateTimeOffset? at) => at?.ToString("u", CultureInfo.InvariantCulture) ?? "no";

    private static string Joined(IEnumerable<string?> values) => string.Join("; ", values.Select(value => value ?? "none"));
}
