using System.Globalization;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>What a channel states of an order beside what is known here.</summary>
public static class OrderComparison
{
    private const string Total = "total", Cancelled = "cancelled";

    private static readonly string[] OfCustomers = ["customer.", "billTo.", "shipTo."];

    /// <param name="key">The order.</param>
    /// <param name="theirs">What the channel states now.</param>
    /// <param name="ours">What is known here; null where nothing is.</param>
    /// <param name="tolerance">How far totals may differ, in the order's currency.</param>
    /// <returns>Null where they agree, or where ours is newer: then it is the list that is late.</returns>
    public static Drift? Of(DocumentKey key, Order theirs, OrderState? ours, decimal tolerance) => ours is not { IsStated: true }
        ? new() { Document = key, Cause = DriftCause.MissedWebhook, Remedy = DriftRemedy.TakeIn, What = "order", Theirs = theirs.Number, Since = theirs.UpdatedAt }
        : Differing(key, theirs, ours, difference => difference.Field != Total || Math.Abs(ours.Order.Total - theirs.Total) > tolerance);

    /// <summary>The same of who ordered and where it goes alone. Null where the order is not known here: that is told of orders.</summary>
    public static Drift? OfCustomer(DocumentKey key, Order theirs, OrderState? ours) => ours is not { IsStated: true }
        ? null
        : Differing(key, theirs, ours, difference => OfCustomers.Any(part => difference.Field.StartsWith(part, StringComparison.Ordinal)));

    /// <summary>An order of ours that the channel lists no more, though it would have to.</summary>
    public static Drift NotListed(DocumentKey key, DateTimeOffset since)
        => new() { Document = key, Cause = DriftCause.UnknownThere, Remedy = DriftRemedy.Person, What = "order", Theirs = "not listed", Since = since };

    private static Drift? Differing(DocumentKey key, Order theirs, OrderState ours, Func<Difference, bool> matters)
    {
        var differences = theirs.UpdatedAt < ours.Order.UpdatedAt ? [] : Differences(ours.Order, theirs).Where(matters).ToList();
        if (differences.Count == 0)
        {
            return null;
        }

        // Of two words of one instant the one that was read later is the newest: the list was asked long after that instant.
        return new()
        {
            Document = key,
            Cause = theirs.UpdatedAt > ours.Order.UpdatedAt ? DriftCause.MissedWebhook : DriftCause.ChangedSilently,
            Remedy = DriftRemedy.TakeIn,
            What = string.Join(", ", differences.Select(difference => difference.Field)),
            Theirs = Joined(differences.Select(difference => difference.Now)),
            Ours = Joined(differences.Select(difference => difference.Booked)),
            Since = theirs.UpdatedAt,
        };
    }

    private static IEnumerable<Difference> Differences(Order ours, Order theirs) => (ours.CancelledAt is null) == (theirs.CancelledAt is null)
        ? OrderDifferences.Between(ours, theirs)
        : OrderDifferences.Between(ours, theirs).Append(new(Cancelled, Text(ours.CancelledAt), Text(theirs.CancelledAt)));

    private static string Text(DateTimeOffset? at) => at?.ToString("u", CultureInfo.InvariantCulture) ?? "no";

    private static string Joined(IEnumerable<string?> values) => string.Join("; ", values.Select(value => value ?? "none"));
}
