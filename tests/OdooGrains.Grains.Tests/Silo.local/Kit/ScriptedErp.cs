using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>
/// An ERP that does what a test says and remembers every call. Without a script each call takes <see cref="Latency"/> and is done. It outlives
/// the processes that call it.
/// </summary>
internal sealed class ScriptedErp(TimeProvider time) : IConnector, IOutboundConnector
{
    public const string Kind = "erp";
    private readonly TimeProvider _time = time;
    private readonly Dictionary<string, Queue<Func<Effect, Task<EffectOutcome>>>> _scripts = [];
    private readonly Dictionary<(string Key, string Operation), Effect> _records = [];
    private readonly List<Effect> _running = [];

    /// <summary>The steps of an order that it offers; all for an ERP that delivers and bills.</summary>
    public IReadOnlyList<string> Steps { get; set; } = OrderSteps.Sale;

    public ConnectorManifest Manifest => new()
    {
        Kind = Kind,
        Title = "ERP",
        Settings = [],
        Secrets = [],
        Operations = [.. Steps.Select(step => new OperationManifest { Name = OrderSteps.Operation(step), Lane = Lane.Money, Grade = Grade.Guaranteed, LookUp = "By key." })],
    };

    public IInboundConnector? Inbound => null;

    public IOutboundConnector? Outbound => this;

    public IFeedConnector? Feeds { get; set; }

    public IStockSource? StockSource { get; set; }

    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(100);

    public Grade Grade { get; set; } = Grade.Guaranteed;

    /// <summary>Effects that one call may carry, and what the ERP does with several; it takes <see cref="Latency"/> and <see cref="LatencyOfEach"/>.</summary>
    public int BatchMax { get; set; } = 1;

    public TimeSpan LatencyOfEach { get; set; }

    /// <summary>The operation whose effects may be about one record whatever their keys; null for none.</summary>
    public string? OneAtATime { get; set; }

    /// <summary>An order that the ERP refuses, and with it all that come in the same call.</summary>
    public string? Refused { get; set; }

    /// <summary>How many effects each call carried that carried several.</summary>
    public List<int> Batches { get; } = [];

    public IReadOnlyList<CallLimit> Limits { get; set; } = [];

    /// <summary>What the next call may cost beside itself.</summary>
    public int SessionCost { get; set; }

    /// <summary>Asked as each request without a script arrives: the header fields of its answer.</summary>
    public Func<Dictionary<string, string>> Answering { get; set; } = () => [];

    public List<ErpCall> Calls { get; } = [];

    /// <summary>What was done, in order; an effect that was done twice stands here twice.</summary>
    public List<Effect> Done { get; } = [];

    /// <summary>The most calls that ran at once, in all, of one connection and of one hot key.</summary>
    public (int All, int Connection, int HotKey) Most { get; private set; }

    /// <summary>What becomes of the next call of an operation, or look-up (<c>look up order.book</c>), that has no earlier script.</summary>
    public void Next(string operation, Func<Effect, Task<EffectOutcome>> answer, int times = 1)
    {
        if (!_scripts.TryGetValue(operation, out var queue))
        {
            _scripts.Add(operation, queue = new());
        }

        for (var time = 0; time < times; time++)
        {
            queue.Enqueue(answer);
        }
    }

    public void Next(string operation, EffectOutcome answer, int times = 1) => Next(operation, _ => Task.FromResult(answer), times);

    /// <summary>Writes the effect down, and what it answers.</summary>
    public EffectOutcome Do(Effect effect)
    {
        Done.Add(effect);
        _records[(effect.ExternalKey, effect.Operation)] = effect;
        return new EffectOutcome.Done(Result(effect.Request));
    }

    /// <summary>What a look-up finds.</summary>
    public EffectOutcome Find(Effect effect)
        => _records.TryGetValue((effect.ExternalKey, effect.Operation), out var found) && found.Key == effect.Key
            ? new EffectOutcome.Done(Result(found.Request))
            : new EffectOutcome.NotFound();

    public async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
        => effects.Count == 1 ? [await AnswerAsync(new(_time.GetUtcNow(), connection.Key, effects[0], IsLookUp: false), Do)] : await TogetherAsync(effects);

    IReadOnlyList<CallLimit> IOutboundConnector.Limits(ConnectionConfig connection) => Limits;

    int IOutboundConnector.SessionCost(ConnectionConfig connection) => SessionCost;

    int IOutboundConnector.BatchMax(ConnectionConfig connection, OperationManifest operation) => BatchMax;

    bool IOutboundConnector.IsOneAtATime(ConnectionConfig connection, OperationManifest operation) => operation.Name == OneAtATime;

    public Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation)
        => AnswerAsync(new(_time.GetUtcNow(), connection.Key, effect, IsLookUp: true), Find);

    public Grade GradeOf(ConnectionConfig connection, OperationManifest operation) => Grade;

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => [];

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => Task.FromResult(new ConnectionTest(true, "An ERP.", [], []));

    private async Task<EffectOutcome> AnswerAsync(ErpCall call, Func<Effect, EffectOutcome> usual)
    {
        Calls.Add(call);
        _running.Add(call.Effect);
        Most = (
            Math.Max(Most.All, _running.Count),
            Math.Max(Most.Connection, _running.Count(effect => Owner(effect) == Owner(call.Effect))),
            Math.Max(Most.HotKey, _running.Count(effect => effect.HotKey == call.Effect.HotKey)));
        try
        {
            if (_scripts.TryGetValue(call.Operation, out var queue) && queue.TryDequeue(out var script))
            {
                return await script(call.Effect);
            }

            if (await HoldsBackAsync(Latency + LatencyOfEach) is { } heldBack)
            {
                return heldBack;
            }

            return call.Order == Refused && call.Operation == An.Book ? An.Failure(FailureClass.Business) : usual(call.Effect);
        }
        finally
        {
            _running.Remove(call.Effect);
        }
    }

    private async Task<IReadOnlyList<EffectOutcome>> TogetherAsync(IReadOnlyList<Effect> effects)
    {
        Batches.Add(effects.Count);
        if (await HoldsBackAsync(Latency + (LatencyOfEach * effects.Count)) is { } heldBack)
        {
            return [.. effects.Select(_ => heldBack)];
        }

        return effects.Any(effect => effect.Key.Document.Id == Refused)
            ? [.. effects.Select(_ => new EffectOutcome.Failed(new(FailureClass.Transient, EffectFailures.RefusedTogether, "Scripted: one of them is refused.")))]
            : [.. effects.Select(Do)];
    }

    // One request, by the way that the requests of all connectors take.
    private async Task<EffectOutcome?> HoldsBackAsync(TimeSpan latency)
    {
        EgressRequest request = new() { Method = "POST", Url = new("https://erp.example.com/"), Timeout = Timeout.InfiniteTimeSpan };
        return await new FencedEgress(new Wire(this, latency)).SendAsync(request, default) is EgressOutcome.NotSent held
            ? new EffectOutcome.Failed(new(FailureClass.Transient, held.Code, held.Reason))
            : null;
    }

    private sealed class Wire(ScriptedErp erp, TimeSpan latency) : IEgress
    {
        public async Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
        {
            var fields = erp.Answering();
            await Task.Delay(latency, erp._time, cancellation);
            return new EgressOutcome.Answered(200, fields, default);
        }
    }

    private static string Owner(Effect effect) => $"{effect.Key.Document.Tenant}/{effect.Connection}";

    private static EffectResult Result(EffectRequest request) => request switch
    {
        EnsureCustomer => new CustomerEnsured("7", "7", "7"),
        BookOrder book => new OrderBooked("42", "S00042", book.Order.Total),
        ConfirmOrder confirm => new OrderConfirmed(confirm.ErpId),
        CancelOrder cancel => new OrderCancelled(cancel.ErpId),
        InvoiceOrder invoice => new OrderInvoiced("INV1", "INV1", 10m * invoice.Lines.Sum(line => line.Quantity), invoice.Lines),
        RegisterPayment => new PaymentRegistered("P1", 0),
        _ => throw new InvalidOperationException($"{request} is no request of an order."),
    };
}
