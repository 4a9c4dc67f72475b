using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Domain.Policies;

/// <summary>What holds for a tenant or a connection, all levels taken together.</summary>
public sealed record EffectivePolicy
{
    private EffectivePolicy(IReadOnlyList<PolicyLine> lines) => Explain = lines;

    /// <summary>Where no level says anything.</summary>
    public static EffectivePolicy Default { get; } = Of([]);

    public required AdmissionPolicy Admission { get; init; }
    public required OutboundPolicy Outbound { get; init; }
    public required RetryPolicy Retry { get; init; }
    public required OrderTerms Orders { get; init; }

    /// <summary>How much of the stock a channel may sell.</summary>
    public required StockPolicy Stock { get; init; }

    /// <summary>Whom failures are for.</summary>
    public required OwnerRules Owners { get; init; }

    /// <summary>An unfinished order that made no progress for so long counts as stalled.</summary>
    public required TimeSpan StallAfter { get; init; }

    /// <summary>A held order should be dealt with by its owner within this time.</summary>
    public required TimeSpan HoldDeadline { get; init; }

    /// <summary>A finished order is kept so long after its channel changed it last.</summary>
    public required TimeSpan DocumentsKept { get; init; }

    public required ReconciliationTerms Reconciliation { get; init; }

    /// <summary>When a subject's turn comes; null: never by itself.</summary>
    public CronSchedule? ScheduleOf(ReconciliationSubject subject) => subject is ReconciliationSubject.Postings ? Outbound.PostingSchedule : Reconciliation.Of(subject).Schedule;

    /// <summary>Every setting with its value and the level that it comes from, in the order of the table.</summary>
    public IReadOnlyList<PolicyLine> Explain { get; }

    /// <param name="stated">The levels, the most general first.</param>
    public static EffectivePolicy Of(IReadOnlyList<PolicyStatement> stated)
    {
        var lines = PolicySettings.All.Select(setting => PolicyLine.Of(setting, stated)).ToList();
        var value = lines.ToDictionary(line => line.Setting.Name, line => line.Value, StringComparer.Ordinal);
        return new(lines)
        {
            Admission = new() { Orders = Quota("orders"), Other = Quota("other") },
            Outbound = new()
            {
                ConcurrencyMax = Whole("concurrencyMax"),
                ConcurrencyStart = Math.Min(Whole("concurrencyStart"), Whole("concurrencyMax")),
                CallsPerSecond = value["callsPerSecond"].Number,
                CallsBurst = (int?)value["callsBurst"].Number,
                CallsPerDay = (int?)value["callsPerDay"].Number,
                BatchAim = Seconds("batchAimSeconds"),
                BatchMax = Whole("batchMax"),
                BreakerFailureRatio = Number("breakerFailureRatio"),
                BreakerConsecutive = Whole("breakerConsecutive"),
                BreakerOpen = Seconds("breakerOpenSeconds"),
                SlowCall = Seconds("slowCallSeconds"),
                RetryRatio = Number("retryRatio"),
                BatchedLanes = value["batchedLanes"].Lanes!,
                BatchEvery = Seconds("batchEverySeconds"),
                PostingSchedule = Schedule("postingSchedule"),
            },
            Retry = new()
            {
                DelayMin = Seconds("retryDelayMinSeconds"),
                DelayMax = Seconds(Number("retryDelayMaxSeconds") > Number("retryDelayMinSeconds") ? "retryDelayMaxSeconds" : "retryDelayMinSeconds"),
                AttemptsMax = Whole("attemptsMax"),
            },
            Orders = new()
            {
                ReleaseOn = Word<ReleaseOn>("releaseOn"),
                BlockedCustomers = value["blockedCustomers"].Names!,
                DeliveryMaster = Word<DeliveryMaster>("deliveryMaster"),
                InvoiceWhen = Word<InvoiceWhen>("invoiceWhen"),
                OrderWithin = Seconds("orderWithinSeconds"),
                PaymentWithin = Seconds("paymentWithinSeconds"),
                DeliverWithin = Seconds("deliverWithinSeconds"),
            },
            Stock = new()
            {
                Safety = (decimal)Number("stockSafety"),
                Percent = (decimal)Number("stockPercent"),
                Cap = Whole("stockCap"),
                Warehouses = value["stockWarehouses"].Names!,
            },
            Owners = new()
            {
                Named = lines.Where(line => line.Setting.Kind is PolicyKind.Owner && line.Value.Word is not null).ToDictionary(line => line.Setting.Name, line => line.Value.Word!, StringComparer.Ordinal),
            },
            StallAfter = Seconds("stallAfterSeconds"),
            HoldDeadline = Seconds("holdDeadlineSeconds"),
            DocumentsKept = TimeSpan.FromDays(Number("documentsKeptDays")),
            Reconciliation = new()
            {
                Orders = Subject("Orders"),
                Payments = Subject("Payments"),
                Refunds = Subject("Refunds"),
                Shipments = Subject("Shipments"),
                Customers = Subject("Customers"),
                Tolerance = (decimal)Number("reconcileTolerance"),
            },
        };

        double Number(string name) => value[name].Number!.Value;
        int Whole(string name) => (int)Number(name);
        T Word<T>(string name)
            where T : struct, Enum => Enum.Parse<T>(value[name].Word!, ignoreCase: true);
        CronSchedule? Schedule(string name) => value[name].Word is PolicySetting.Off ? null : CronSchedule.Parse(value[name].Word!);
        SubjectTerms Subject(string name) => new(Schedule($"reconcile{name}"), Word<RepairMode>($"repair{name}"));
        TimeSpan Seconds(string name) => TimeSpan.FromSeconds(Number(name));
        Quota Quota(string kind) => new() { PerSecond = Number($"{kind}PerSecond"), Burst = Whole($"{kind}Burst"), BacklogMax = (long)Number($"{kind}BacklogMax") };
    }
}
