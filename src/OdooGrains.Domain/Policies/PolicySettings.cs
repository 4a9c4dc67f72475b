using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Reconciliation;
using static OdooGrains.Domain.Policies.PolicyBound;
using static OdooGrains.Domain.Policies.PolicyLevel;

namespace OdooGrains.Domain.Policies;

/// <summary>The table of all settings; docs/policy.md shows the same, and a test compares them. Defaults stand with the records that they belong to.</summary>
public static class PolicySettings
{
    private const double Day = 86_400;
    private static readonly Quota Orders = AdmissionPolicy.Default.Orders, Other = AdmissionPolicy.Default.Other;
    private static readonly OutboundPolicy Out = OutboundPolicy.Default;
    private static readonly RetryPolicy Retry = RetryPolicy.Default;
    private static readonly OrderTerms Terms = OrderTerms.Default;
    private static readonly StockPolicy Stock = StockPolicy.Default;

    // Name, unit, smallest, largest, default, bound upon tenant and connection, lowest level, what it is.
    public static IReadOnlyList<PolicySetting> All { get; } =
    [
        Number("ordersPerSecond", "events/s", 0.01, 100_000, Orders.PerSecond, AtMost, Tenant, "Events of orders, payments and refunds that are taken in, over long."),
        Whole("ordersBurst", "events", 1, 10_000_000, Orders.Burst, AtMost, Tenant, "Such events at once."),
        Whole("ordersBacklogMax", "events", 1, 100_000_000, Orders.BacklogMax, AtMost, Tenant, "Such events that may be accepted and not folded."),
        Number("otherPerSecond", "events/s", 0.01, 100_000, Other.PerSecond, AtMost, Tenant, "Events of everything else that are taken in, over long."),
        Whole("otherBurst", "events", 1, 10_000_000, Other.Burst, AtMost, Tenant, "Such events at once."),
        Whole("otherBacklogMax", "events", 1, 100_000_000, Other.BacklogMax, AtMost, Tenant, "Such events that may be accepted and not folded."),

        Whole("concurrencyMax", "calls", 1, 256, Out.ConcurrencyMax, AtMost, Connection, "Calls at once to the outside system."),
        Whole("concurrencyStart", "calls", 1, 64, Out.ConcurrencyStart, AtMost, Connection, "Calls at once before anything is learned of it; never more than concurrencyMax."),
        Number("callsPerSecond", "calls/s", 0.001, 100_000, Out.CallsPerSecond, AtMost, Connection, "Calls over long, where that is less than the connector states."),
        Whole("callsBurst", "calls", 1, 100_000, Out.CallsBurst, AtMost, Connection, "Calls at once before callsPerSecond holds them back; none: one second's worth."),
        Whole("callsPerDay", "calls", 1, 1_000_000_000, Out.CallsPerDay, AtMost, Connection, "Calls a day, where that is less than the connector states."),
        Number("batchAimSeconds", "s", 0.05, 30, Out.BatchAim.TotalSeconds, Free, Connection, "How long one call of a batch should take."),
        Whole("batchMax", "effects", 1, 1_000, Out.BatchMax, Free, Connection, "Effects of one call; 1 means no batches."),
        Number("breakerFailureRatio", "", 0.01, 1, Out.BreakerFailureRatio, Free, Connection, "The breaker opens when this part of the calls failed."),
        Whole("breakerConsecutive", "failures", 1, 1_000, Out.BreakerConsecutive, Free, Connection, "The breaker opens after so many failures in a row."),
        Number("breakerOpenSeconds", "s", 1, 3_600, Out.BreakerOpen.TotalSeconds, Free, Connection, "How long an open breaker lets nothing through."),
        Number("slowCallSeconds", "s", 0.1, 600, Out.SlowCall.TotalSeconds, Free, Connection, "A call that takes longer counts as failed for the breaker."),
        Number("retryRatio", "", 0, 1, Out.RetryRatio, AtMost, Connection, "Repeats a first attempt, in a steady outage."),
        Lanes("batchedLanes", Out.BatchedLanes, Connection, "Lanes whose effects leave every batchEverySeconds instead of at once."),
        Number("batchEverySeconds", "s", 60, Day, Out.BatchEvery.TotalSeconds, Free, Connection, "How often batched lanes are let out, counted from midnight UTC."),

        Number("stallAfterSeconds", "s", 60, 7 * Day, 900, Free, Tenant, "An unfinished order without progress for so long counts as stalled."),
        Number("holdDeadlineSeconds", "s", 60, 90 * Day, Day, Free, Tenant, "A held order should be dealt with within this time."),
        .. OwnerRules.All.Select(rule => Owner(rule.Class, rule.Flow)),
        Word("releaseOn", Terms.ReleaseOn, "What money must be known before an order is confirmed in the ERP."),
        Names("blockedCustomers", Terms.BlockedCustomers, OrderTerms.BlockedCustomersMax, Tenant, "Customers whose orders are not confirmed, by email or by the channel's id."),
        Word("deliveryMaster", Terms.DeliveryMaster, "Which side says what left the house; the other is told."),
        Word("invoiceWhen", Terms.InvoiceWhen, "When the ERP is asked for an invoice."),
        Number("orderWithinSeconds", "s", 60, 7 * Day, Terms.OrderWithin.TotalSeconds, Free, Tenant, "An order of which a payment, refund or delivery was told should be stated within this time."),
        Number("paymentWithinSeconds", "s", 60, 90 * Day, Terms.PaymentWithin.TotalSeconds, Free, Tenant, "An awaited payment, or the refund of a cancelled order, should come in within this time."),
        Number("deliverWithinSeconds", "s", 60, 90 * Day, Terms.DeliverWithin.TotalSeconds, Free, Tenant, "Confirmed goods should leave within this time of the last progress."),
        Number("stockSafety", "units", 0, 1_000_000, (double)Stock.Safety, Free, Connection, "Units of each product that are kept back from a channel."),
        Number("stockPercent", "%", 0, 100, (double)Stock.Percent, Free, Connection, "The part of the stock that a channel is told."),
        Whole("stockCap", "units", 0, StockPolicy.CapMax, Stock.Cap, Free, Connection, "The most that a channel is told of a product."),
        Names("stockWarehouses", Stock.Warehouses, StockPolicy.WarehousesMax, Connection, "Codes of the warehouses that a channel sells from; none: all."),
        Number("retryDelayMinSeconds", "s", 0.1, 3_600, Retry.DelayMin.TotalSeconds, AtLeast, Tenant, "The first delay's upper bound."),
        Number("retryDelayMaxSeconds", "s", 1, Day, Retry.DelayMax.TotalSeconds, Free, Tenant, "The upper bound of any delay; never less than retryDelayMinSeconds."),
        Whole("attemptsMax", "attempts", 1, 100, Retry.AttemptsMax, AtMost, Tenant, "A poison effect is dead after so many attempts."),
        Whole("documentsKeptDays", "days", 30, 3_650, 400, AtMost, Tenant, "A finished order is kept so long after its last change."),

        Schedule("reconcileOrders", "0 3 * * *", "When orders are compared with their channels'."),
        Schedule("reconcilePayments", "15 3 * * *", "When payments are compared with what channels and providers state."),
        Schedule("reconcileRefunds", "30 3 * * *", "When refunds are compared likewise."),
        Schedule("reconcileShipments", "45 3 * * *", "When deliveries are compared with the ERP's and the channels'."),
        Schedule("reconcileCustomers", PolicySetting.Off, "When customers alone are compared; orders compare them too."),
        Word("repairOrders", RepairMode.Repair, "What becomes of an order that differs and can be repaired."),
        Word("repairPayments", RepairMode.Repair, "The same of a payment."),
        Word("repairRefunds", RepairMode.Repair, "The same of a refund."),
        Word("repairShipments", RepairMode.Repair, "The same of a delivery."),
        Word("repairCustomers", RepairMode.Repair, "The same of a customer."),
        Number("reconcileTolerance", "", 0, 1_000, 0.01, Free, Tenant, "How far amounts may differ, in their currency."),
        Schedule("postingSchedule", PolicySetting.Off, "When invoices, payments and credit notes leave for the ERP, with an audit checkpoint each time; off: as they come."),
    ];

    public static PolicySetting? Find(string name) => ByName.GetValueOrDefault(name);

    private static readonly Dictionary<string, PolicySetting> ByName = All.ToDictionary(setting => setting.Name, StringComparer.Ordinal);

    private static PolicySetting Number(string name, string unit, double min, double max, double? normal, PolicyBound bound, PolicyLevel lowest, string description)
        => new(name, PolicyKind.Number, unit, min, max, new(normal), bound, lowest, description);

    private static PolicySetting Whole(string name, string unit, double min, double max, double? normal, PolicyBound bound, PolicyLevel lowest, string description)
        => new(name, PolicyKind.Whole, unit, min, max, new(normal), bound, lowest, description);

    private static PolicySetting Word<T>(string name, T normal, string description)
        where T : struct, Enum
        => new(name, PolicyKind.Word, "", 0, 0, new(null, Word: PolicyValue.Name(normal)), Free, Tenant, description) { Words = [.. Enum.GetValues<T>().Select(PolicyValue.Name)] };

    private static PolicySetting Names(string name, IReadOnlyList<string> normal, int max, PolicyLevel lowest, string description)
        => new(name, PolicyKind.Names, "", 0, max, new(null, Names: normal), Free, lowest, description);

    private static PolicySetting Schedule(string name, string normal, string description)
        => new(name, PolicyKind.Schedule, "", 0, 0, new(null, Word: normal), Free, Tenant, description);

    private static PolicySetting Owner(FailureClass failure, FailureFlow? flow) => new(
        OwnerRules.SettingOf(failure, flow),
        PolicyKind.Owner,
        "",
        1,
        Owners.NameLengthMax,
        new(null),
        Free,
        Tenant,
        flow is null ? $"Whom orders are for that {failure.ToString().ToLowerInvariant()} failures hold." : $"The same of {flow.ToString()!.ToLowerInvariant()} alone.");

    private static PolicySetting Lanes(string name, IReadOnlyList<Lane> normal, PolicyLevel lowest, string description)
        => new(name, PolicyKind.Lanes, "", 0, 0, new(null, normal), Free, lowest, description);
}
