using System.Globalization;
using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Benchmarks.Tenants;

/// <summary>An ERP that takes every order at once and costs nothing, so that what is left is the platform's own cost. Only for benchmarks.</summary>
internal sealed class InstantConnector : IConnector, IOutboundConnector
{
    public const string Kind = "instant";

    public ConnectorManifest Manifest { get; } = new()
    {
        Kind = Kind,
        Title = "Instant system",
        Settings = [],
        Secrets = [],
        Operations = [.. OrderSteps.All.Select(step => new OperationManifest { Name = OrderSteps.Operation(step), Lane = Lane.Money, Grade = Grade.Guaranteed, LookUp = "It never is in doubt." })],
    };

    public IInboundConnector? Inbound => null;

    public IOutboundConnector? Outbound => this;

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => [];

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => Task.FromResult<ConnectionTest>(new(true, "Instant.", [], []));

    public Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
        => Task.FromResult<IReadOnlyList<EffectOutcome>>([.. effects.Select(effect => new EffectOutcome.Done(Answer(effect.Request)))]);

    public Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation)
        => throw new InvalidOperationException("Nothing is ever in doubt here.");

    private static EffectResult Answer(EffectRequest request) => request switch
    {
        EnsureCustomer => new CustomerEnsured("1", "1", "1"),
        BookOrder { Order: var order } => new OrderBooked(order.Id.ToString(CultureInfo.InvariantCulture), order.Number, order.Total),
        ConfirmOrder { ErpId: var id } => new OrderConfirmed(id),
        _ => throw new InvalidOperationException($"{request.GetType().Name} was not expected: nobody cancels here."),
    };
}
