using System.Reflection;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Failures;
using OdooGrains.Contracts.Feeds;
using OdooGrains.Contracts.Orders;
using OdooGrains.Contracts.Reconciliation;
using OdooGrains.Contracts.Tenants;
using OdooGrains.Domain.Failures;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>Grains that remember what they were asked and answer as told.</summary>
public sealed class FakeGrains
{
    /// <summary>Such as <c>Retry acme/shop/1</c>, in the order of the calls.</summary>
    public List<string> Calls { get; } = [];

    public OrderAnswer OrderAnswer { get; set; } = OrderAnswer.Done;

    /// <summary>What beginning a replay gives, such as one that is there already.</summary>
    public Func<Replay, Replay> OnBegin { get; set; } = asked => asked with { Version = 1 };

    public StartedRuns StartedRuns { get; set; } = new([new Guid("00000000-0000-7000-8000-000000000001")]);

    public ReplayAnswer ReplayAnswer { get; set; } = ReplayAnswer.Done;

    /// <summary>What an order's hold by force does to the store.</summary>
    public Func<ForcedHold, Task> OnForce { get; set; } = _ => Task.CompletedTask;

    public ConnectionReport Report { get; set; } = new() { Epoch = 1, InFlight = 2, Waiting = 3, Concurrency = 1, ConcurrencyMax = 4, Breaker = "closed", Budget = [], LimitedBy = "Nothing waits." };

    /// <summary>All silos are down: calls fail.</summary>
    public bool AreDown { get; set; }

    public static IGrainFactory Factory(FakeGrains grains)
    {
        var factory = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
        ((FactoryProxy)(object)factory).Grains = grains;
        return factory;
    }

    private Task<T> Answer<T>(string call, T answer)
    {
        lock (Calls)
        {
            Calls.Add(call);
        }

        return AreDown ? Task.FromException<T>(new TimeoutException("No silo answers.")) : Task.FromResult(answer);
    }

    // Not sealed: DispatchProxy derives from it.
    public class FactoryProxy : DispatchProxy
    {
        internal FakeGrains? Grains { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var (grains, key) = (Grains!, (string)args![0]!);
            var type = targetMethod!.GetGenericArguments()[0];
            return type == typeof(IOrderGrain) ? new Order(grains, key)
                : type == typeof(IConnectionGrain) ? new Connection(grains, key)
                : type == typeof(IFeedGrain) ? new Feed(grains, key)
                : type == typeof(IReplayGrain) ? new OneReplay(grains, key)
                : type == typeof(IReconciliationGrain) ? new Reconciliation(grains, key)
                : type == typeof(ITenantGrain) ? new Tenant(grains, key)
                : throw new InvalidOperationException($"The front calls no {type.Name}.");
        }
    }

    private sealed class Order(FakeGrains grains, string key) : IOrderGrain
    {
        public Task Fold(FoldHint hint) => grains.Answer($"Fold {key}", true);

        public Task Apply(SettledEffect settled) => grains.Answer($"Apply {key}", true);

        public Task Wake() => grains.Answer($"Wake {key}", true);

        public Task<OrderAnswer> Retry() => grains.Answer($"Retry {key}", grains.OrderAnswer);

        public async Task<OrderAnswer> Force(ForcedHold hold)
        {
            await grains.OnForce(hold);
            return await grains.Answer($"Force {key} {hold.Connection} {hold.Reason}", grains.OrderAnswer);
        }

        public Task<ReplayedOrder> Replay(OrderReplay replay) => grains.Answer($"Replay {key}", ReplayedOrder.Applied);

        public Task<OrderAnswer> Discard(string reason) => grains.Answer($"Discard {key} {reason}", grains.OrderAnswer);
    }

    private sealed class Connection(FakeGrains grains, string key) : IConnectionGrain
    {
        public Task Hint(EffectHint hint) => grains.Answer($"Hint {key}", true);

        public Task Reload() => grains.Answer($"Reload {key}", true);

        public Task Read(FeedRead read) => grains.Answer($"Read {key} {read.Feed}", true);

        public Task<ConnectionReport> Status() => grains.Answer($"Status {key}", grains.Report);
    }

    private sealed class Feed(FakeGrains grains, string key) : IFeedGrain
    {
        public Task Ensure() => grains.Answer($"Ensure {key}", true);

        public Task Hint() => grains.Answer($"Hint {key}", true);
    }

    private sealed class OneReplay(FakeGrains grains, string key) : IReplayGrain
    {
        public Task<Replay> Begin(Replay asked) => grains.Answer($"Begin {key}", grains.OnBegin(asked));

        public Task<ReplayAnswer> Apply() => grains.Answer($"Apply {key}", grains.ReplayAnswer);

        public Task<ReplayAnswer> Stop(string reason) => grains.Answer($"Stop {key} {reason}", grains.ReplayAnswer);
    }

    private sealed class Reconciliation(FakeGrains grains, string key) : IReconciliationGrain
    {
        public Task Ensure() => grains.Answer($"Ensure reconciliation {key}", true);

        public Task<StartedRuns> Run(RunRequest request) => grains.Answer($"Run {key} {request.Connection}", grains.StartedRuns);
    }

    private sealed class Tenant(FakeGrains grains, string key) : ITenantGrain
    {
        public Task Erase() => grains.Answer($"Erase {key}", true);
    }
}
