using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox.Audit;

/// <summary>
/// Compares what a shop told, what its sender's ledger says was accepted, and what the simulated Odoo holds. It knows nothing of the
/// product in between.
/// </summary>
public static class SalesAudit
{
    /// <summary>Audits one shop against one Odoo.</summary>
    /// <param name="stories">The shop's orders.</param>
    /// <param name="orders">All sale orders of the Odoo; see <see cref="SalesOrderRecord.From"/>.</param>
    /// <param name="ledger">The sender's ledger, this shop's lines only.</param>
    /// <param name="rules">How things are recognised.</param>
    /// <param name="partners">E-mail addresses of Odoo's partners that are no address of another; given, each must be there once.</param>
    public static SalesAuditResult Compare(
        IReadOnlyList<OrderStory> stories, IReadOnlyList<SalesOrderRecord> orders, IReadOnlyList<LedgerLine> ledger, AuditRules rules, IReadOnlyList<string>? partners = null)
    {
        var count = new Tally(rules.DifferencesMax);
        var byIdentity = orders.Where(order => rules.Identity(order) is not null).ToLookup(order => rules.Identity(order)!);
        var lines = ledger.ToLookup(line => line.OrderId);
        foreach (var story in stories) { CompareStory(count, story, [.. byIdentity[rules.ExpectedIdentity(story)]], Attempted.From(lines[story.OrderId]), rules); }
        var known = stories.Select(rules.ExpectedIdentity).ToHashSet();
        foreach (var stranger in byIdentity.Where(group => !known.Contains(group.Key)))
        {
            count.Duplicate(stranger.Count(), $"Sale order {stranger.First().Name} has identity {stranger.Key}, which no order of the shop has.");
        }

        foreach (var twice in (partners ?? []).CountBy(email => email.ToLowerInvariant()).Where(entry => entry.Value > 1))
        {
            count.Duplicate(twice.Value - 1, $"Customer {twice.Key} exists {twice.Value} times.");
        }

        return count.Result();
    }

    /// <summary>E-mail addresses of the partners that stand for customers: no parent, not a user's or the company's own.</summary>
    public static IReadOnlyList<string> CustomerEmails(SimulatedOdoo odoo) =>
        [.. odoo.Records("res.partner").Where(partner => partner["parent_id"] is null).Select(partner => (string?)partner["email"]).OfType<string>()];

    private static void CompareStory(Tally count, OrderStory story, List<SalesOrderRecord> found, Attempted attempted, AuditRules rules)
    {
        if (found.Count > 1) { count.Duplicate(found.Count - 1, $"Order {story.Name} has {found.Count} sale orders: {string.Join(", ", found.Select(order => order.Name))}."); }
        if (attempted.Accepted == 0)
        {
            // Never promised; an order from an attempt without answer is right too.
            if (attempted.Sent == 0 && found.Count > 0) { count.Wrong($"Order {story.Name} is in Odoo, but was never sent."); }
            return;
        }

        count.Accepted++;
        if (found.Count > 0) { count.Booked++; }
        if (rules.Held.Contains(story.OrderId)) { count.Held++; }
        else if (found.Count == 0) { CompareAbsent(count, story, attempted); }
        else { CompareFound(count, story, found[0], attempted, rules); }
    }

    // An order that was cancelled before it was booked need not exist.
    private static void CompareAbsent(Tally count, OrderStory story, Attempted attempted)
    {
        if (attempted.Versions().Any(version => story.At(version).Cancelled)) { count.Cancelled++; }
        else { count.Lose($"Order {story.Name} was accepted, but Odoo does not have it."); }
    }

    private static void CompareFound(Tally count, OrderStory story, SalesOrderRecord order, Attempted attempted, AuditRules rules)
    {
        if (order.State == "sale") { count.Confirmed++; }
        if (order.State == "cancel") { count.Cancelled++; }
        var best = attempted.Versions().SelectMany(version => Right(story, version)).Select(right => OrderComparison.Differences(right, order, rules)).MinBy(differences => differences.Count)!;
        List<string> problems = [.. best, .. OrderSequence.Violations(story, order)];
        if (problems.Count > 0) { count.Wrong($"Order {story.Name} as {order.Name}: {string.Join("; ", problems)}."); }
    }

    // Nobody need write a change of an order that is cancelled: it may stand as it was at any time before.
    private static IEnumerable<ExpectedOrder> Right(OrderStory story, int version) => story.At(version).Cancelled
        ? story.Events.Take(version).Select(happened => happened.Expected with { Cancelled = true }).Reverse()
        : [story.At(version)];

    private sealed class Tally(int differencesMax)
    {
        private readonly List<string> _differences = [];
        private int _lost;
        private int _duplicated;
        private int _wrong;

        public int Accepted { get; set; }

        public int Booked { get; set; }

        public int Confirmed { get; set; }

        public int Cancelled { get; set; }

        public int Held { get; set; }

        public void Lose(string sentence)
        {
            _lost++;
            Tell(sentence);
        }

        public void Duplicate(int times, string sentence)
        {
            _duplicated += times;
            Tell(sentence);
        }

        public void Wrong(string sentence)
        {
            _wrong++;
            Tell(sentence);
        }

        public SalesAuditResult Result() => new()
        {
            Accepted = Accepted,
            Booked = Booked,
            Confirmed = Confirmed,
            Cancelled = Cancelled,
            Held = Held,
            Lost = _lost,
            Duplicated = _duplicated,
            Wrong = _wrong,
            Differences = _differences,
        };

        private void Tell(string sentence)
        {
            if (_differences.Count < differencesMax) { _differences.Add(sentence); }
        }
    }
}
