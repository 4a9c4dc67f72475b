using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using OdooGrains.Benchmarks.Peers.Job;
using RabbitMQ.Client;

namespace OdooGrains.Peers.MassTransit;

/// <summary>MassTransit on RabbitMQ as a contender: durable classic queues, persistent messages, publisher confirms. An order is durable once it is confirmed.</summary>
/// <param name="queuePerTenant">A queue and a consumer of its own for each tenant, two messages at once; else one queue for all.</param>
internal sealed class MassTransitPeer(Uri broker, JobSize size, JsonElement payload, bool queuePerTenant) : IContender<PeerOrder>, IAsyncDisposable
{
    private const int HandlersPerTenant = 2;
    private readonly ConcurrentDictionary<long, long> _ends = new();
    private readonly List<HostReceiveEndpointHandle> _working = [];
    private ISendEndpoint[] _endpoints = [];
    private IBusControl? _bus;
    private long _ids;
    private int _repeated;

    public int Repeated => _repeated;

    private IReadOnlyList<string> Queues => queuePerTenant ? [.. Enumerable.Range(0, size.Tenants).Select(tenant => $"tenant-{tenant}")] : ["orders"];

    public async Task StartAsync()
    {
        _bus = Bus.Factory.CreateUsingRabbitMq(bus => bus.Host(broker));
        await _bus.StartAsync();
        _endpoints = await Task.WhenAll(Queues.Select(queue => _bus.GetSendEndpoint(new($"queue:{queue}"))));
    }

    public Task<IReadOnlyList<PeerOrder>> MakeAsync(Work work, int count, Func<int, int> tenantOf)
        => Task.FromResult<IReadOnlyList<PeerOrder>>([.. Enumerable.Range(0, count).Select(index => new PeerOrder(++_ids, tenantOf(index), 1, work is Work.Saga ? size.SagaSteps : 1, payload))]);

    public async Task BeginWorkAsync(int slots, TimeSpan callTime)
    {
        foreach (var queue in Queues)
        {
            _working.Add(_bus!.ConnectReceiveEndpoint(queue, endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.ConcurrentMessageLimit = queuePerTenant ? HandlersPerTenant : slots;
                endpoint.PrefetchCount = queuePerTenant ? HandlersPerTenant : Math.Max(slots, callTime > TimeSpan.Zero ? slots : 100);
                endpoint.Handler<PeerOrder>(context => HandleAsync(context.Message, callTime));
            }));
        }

        await Task.WhenAll(_working.Select(working => working.Ready));
    }

    public async Task EndWorkAsync()
    {
        await Task.WhenAll(_working.Select(working => working.StopAsync()));
        _working.Clear();
    }

    public Task AcceptAsync(PeerOrder order) => _endpoints[queuePerTenant ? order.Tenant : 0].Send(order);

    public Func<IReadOnlyList<PeerOrder>, Task> AcceptMany => orders => _endpoints[queuePerTenant ? orders[0].Tenant : 0].SendBatch(orders);

    public async Task<long> RemainingAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        long count = 0;
        foreach (var queue in Queues)
        {
            count += await channel.MessageCountAsync(queue);
        }

        return count;
    }

    public long? EndOf(PeerOrder order) => _ends.TryGetValue(order.Id, out var at) ? at : null;

    public async ValueTask DisposeAsync()
    {
        if (_bus is not null)
        {
            await _bus.StopAsync();
        }
    }

    private async Task HandleAsync(PeerOrder order, TimeSpan callTime)
    {
        if (callTime > TimeSpan.Zero)
        {
            await Task.Delay(callTime, TimeProvider.System);
        }

        if (order.Step < order.Steps)
        {
            await AcceptAsync(order with { Step = order.Step + 1 });
        }
        else if (!_ends.TryAdd(order.Id, Stopwatch.GetTimestamp()))
        {
            Interlocked.Increment(ref _repeated);
        }
    }
}
