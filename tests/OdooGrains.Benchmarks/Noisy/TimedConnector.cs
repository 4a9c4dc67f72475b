using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Benchmarks.Noisy;

/// <summary>An outside system that does whatever it is asked in the same time, as many calls at once as are made. Only for benchmarks.</summary>
internal sealed class TimedConnector(TimeProvider time) : IConnector, IOutboundConnector
{
    public const string Kind = "timed";
    private long _calls, _ticks;

    /// <summary>How long a call takes.</summary>
    public TimeSpan CallTime { get; set; }

    /// <summary>Calls made, and how long they took in truth: a timer fires late on a busy machine.</summary>
    public (long Count, TimeSpan Mean) Calls => (_calls, TimeSpan.FromTicks(_ticks / Math.Max(1, _calls)));

    public ConnectorManifest Manifest { get; } = new()
    {
        Kind = Kind,
        Title = "Timed system",
        Settings = [],
        Secrets = [],
        Operations = [.. OrderSteps.Sale.Select(step => new OperationManifest { Name = OrderSteps.Operation(step), Lane = Lane.Money, Grade = Grade.Guaranteed, LookUp = "It never is in doubt." })],
    };

    public IInboundConnector? Inbound => null;

    public IOutboundConnector? Outbound => this;

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => [];

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => Task.FromResult<ConnectionTest>(new(true, "Timed.", [], []));

    public async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        if (CallTime > TimeSpan.Zero)
        {
            await Task.Delay(CallTime, time, cancellation);
        }

        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _ticks, time.GetElapsedTime(begun).Ticks);
        return [.. effects.Select(effect => new EffectOutcome.Done(Result(effect.Request)))];
    }

    public Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation)
        => throw new InvalidOperationException("Nothing is ever in doubt here.");

    private static EffectResult Result(EffectRequest request) => request switch
    {
        EnsureCustomer => new CustomerEnsured("1", "1", "1"),
        BookOrder book => new OrderBooked(book.Order.Id, book.Order.Number, book.Order.Total),
        ConfirmOrder confirm => new OrderConfirmed(confirm.ErpId),
        _ => throw new InvalidOperationException($"No order of a benchmark asks for {request.GetType().Name}."),
    };
}
