using System.Globalization;
using System.Text;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>What a call costs, and what more calls at once than workers come to.</summary>
public sealed class CapacityTests
{
    private readonly ManualTime _time = new();

    /// <summary>The ranges are those measured on a real 19.0 (orders of 2 lines, idle machine).</summary>
    [Theory]
    [InlineData("load", 1, 50, 58)]
    [InlineData("load", 10, 129, 161)]
    [InlineData("load", 50, 457, 515)]
    [InlineData("action_confirm", 1, 80, 90)]
    [InlineData("action_confirm", 50, 1460, 1850)]
    public void The_measured_profile_takes_as_long_as_a_real_server(string method, int orders, double from, double to)
    {
        var odoo = Odoo(OdooCapacity.Measured);
        var answer = odoo.Handle(method == "load" ? Load(odoo, 0, orders) : Confirm(odoo, orders));

        Assert.Equal(200, answer.Status);
        Assert.InRange(answer.ServiceTime.TotalMilliseconds, from, to);
    }

    [Fact]
    public void A_call_costs_nothing_unless_it_is_set()
    {
        var odoo = Odoo(new OdooSettings().Capacity);

        Assert.Equal(TimeSpan.Zero, odoo.Handle(Load(odoo, 0, 50)).ServiceTime);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Throughput_is_workers_over_cost_and_beyond_it_only_the_latency_rises(int workers)
    {
        const int Calls = 12;
        const int OrdersACall = 10;
        var capacity = OdooCapacity.Measured with { Workers = workers };
        var cost = capacity.Load.Fixed + (capacity.Load.PerRecord * OrdersACall);
        var odoo = Odoo(capacity);
        using var server = new OdooWorkers(odoo, _time);
        var start = _time.GetUtcNow();

        var calls = Enumerable.Range(0, Calls).Select(call => TimedAsync(server, Load(odoo, call * OrdersACall, OrdersACall))).ToList();
        while (!calls.TrueForAll(call => call.IsCompleted))
        {
            var done = calls.Count(call => call.IsCompleted);
            await UntilAsync(() => _time.Waiting == Math.Min(workers, Calls - done));
            _time.Advance(cost);
            await UntilAsync(() => calls.Count(call => call.IsCompleted) == Math.Min(Calls, done + workers));
        }

        var latencies = await Task.WhenAll(calls);
        Assert.Equal(cost * Calls / workers, _time.GetUtcNow() - start);
        Assert.Equal(Enumerable.Range(0, Calls).Select(call => cost * ((call / workers) + 1)), latencies.Order());
        Assert.Equal(Calls * OrdersACall, odoo.Records("sale.order").Count);
    }

    [Fact]
    public async Task What_the_backlog_cannot_hold_is_reset_and_not_done()
    {
        var odoo = Odoo(OdooCapacity.Measured with { Workers = 1, Backlog = 1 });
        using var server = new OdooWorkers(odoo, _time);
        var (running, waiting) = (server.HandleAsync(Load(odoo, 0, 1)), server.HandleAsync(Load(odoo, 1, 1)));

        Assert.Null(await server.HandleAsync(Load(odoo, 2, 1)));

        await UntilAsync(() => _time.Waiting == 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await running)!.Status);
        await UntilAsync(() => _time.Waiting == 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await waiting)!.Status);
        Assert.Equal(["#0", "#1"], odoo.Records("sale.order").Select(order => (string)order["client_order_ref"]!));
    }

    private SimulatedOdoo Odoo(OdooCapacity capacity) => new(new OdooSettings { Capacity = capacity }, _time);

    private async Task<TimeSpan> TimedAsync(OdooWorkers server, OdooHttpRequest request)
    {
        var start = _time.GetUtcNow();
        Assert.Equal(200, (await server.HandleAsync(request))!.Status);
        return _time.GetUtcNow() - start;
    }

    private static OdooHttpRequest Load(SimulatedOdoo odoo, int first, int count)
    {
        var partner = odoo.Records("res.partner")[0]["id"];
        var rows = Enumerable.Range(first, count).Select(order => OdooClient.Text($"""["__mw__.so_{order}", "{partner}", "#{order}"]"""));
        return Request("load", $$"""{"fields": ["id", "partner_id/.id", "client_order_ref"], "data": [{{string.Join(", ", rows)}}]}""");
    }

    private static OdooHttpRequest Confirm(SimulatedOdoo odoo, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => odoo.Seed("sale.order", ("partner_id", 1)).ToString(CultureInfo.InvariantCulture));
        return Request("action_confirm", $$"""{"ids": [{{string.Join(", ", ids)}}]}""");
    }

    private static OdooHttpRequest Request(string method, string body) => new(
        "POST",
        $"/json/2/sale.order/{method}",
        new Dictionary<string, string> { ["Authorization"] = $"bearer {OdooClient.AdminKey}", ["Content-Type"] = "application/json" },
        Encoding.UTF8.GetBytes(body));

    // A worker that becomes free takes the next call on a thread of the pool, which has no signal that a test could await.
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
