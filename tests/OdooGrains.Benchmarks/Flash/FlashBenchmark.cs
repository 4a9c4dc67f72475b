using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Benchmarks.Platform;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Policies;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Benchmarks.Flash;

/// <summary>
/// A flash sale of six times what Odoo takes one order a call: nothing refused, lost or duplicated, drained as fast as the simulated Odoo allows at
/// the batch sizes that the aim allows, and forecast. Then the same sale with one order a call. Run it by <c>eng/with-postgres.sh</c>.
/// </summary>
internal sealed class FlashBenchmark(string[] args) : IBenchmark
{
    private const double Times = 6;

    // A sale begins in a process that has been running: its code is compiled by then.
    private const int OrdersBefore = 100;

    public string Name => "flash";

    public string What => "a flash sale x6 into a capped Odoo, in batches and one by one; --small";

    public async Task<JsonObject> RunAsync(TextWriter report)
    {
        var (name, orders) = args.Contains("--small") ? ("small", 200) : ("full", 2_000);
        var ideal = new OdooIdeal(OdooCapacity.Measured, OutboundPolicy.Default.BatchAim);
        var perSecond = Times * OdooCapacity.Measured.Workers / ideal.Alone.TotalSeconds;
        FlashSale batched = new("batched", orders, TimeSpan.FromSeconds(orders / perSecond)), alone = new("alone", orders, TimeSpan.FromSeconds(orders / perSecond));
        FlashSale before = new("before", OrdersBefore, TimeSpan.FromSeconds(OrdersBefore / perSecond));
        using OdooWorkers batchedOdoo = new(batched.Odoo, TimeProvider.System), aloneOdoo = new(alone.Odoo, TimeProvider.System), beforeOdoo = new(before.Odoo, TimeProvider.System);
        OdooWire wire = new(new Dictionary<string, OdooWorkers> { [batched.Host] = batchedOdoo, [alone.Host] = aloneOdoo, [before.Host] = beforeOdoo });
        await using var platform = await RunningPlatform.StartAsync(settings => settings, services => services.AddSingleton<IEgress>(new FencedEgress(wire)));
        await batched.SetUpAsync(platform, []);
        await alone.SetUpAsync(platform, new() { ["batchMax"] = 1 });
        await before.SetUpAsync(platform, []);
        await before.RunAsync(platform);

        report.WriteLine($"{name} size: {orders} new orders at {perSecond:0.0}/s, {Times} times what the simulated Odoo books and confirms one order a call. Its {OdooCapacity.Measured.Workers} workers take the measured time for each call, which the connection does not know; the host's composition");
        report.WriteLine($"and the Odoo connector in this process, webhooks over HTTP, no sockets to Odoo. {OrdersBefore} orders of another tenant went before. Load average {Cpu.LoadAverage}.");
        var (inBatches, oneByOne) = (await batched.RunAsync(platform), await alone.RunAsync(platform));

        // What is no order of a batch (customers, sessions, reads of products) costs what it costs; bookings and confirmations cost what batches of the best size would.
        var other = wire.Busy(batched.Host) - wire.BusyWith(batched.Host, "sale.order");
        var best = (other + (ideal.Batched * orders)) / OdooCapacity.Measured.Workers;
        Show("in batches", inBatches, wire, batched.Host);
        Show("one by one", oneByOne, wire, alone.Host);
        report.WriteLine($"The ideal: {ideal.Batched.TotalMilliseconds:0.0} ms an order ({ideal.Alone.TotalMilliseconds:0.0} ms alone) and {other.TotalMilliseconds / orders:0.0} ms for its customer, over {OdooCapacity.Measured.Workers} workers: {best.TotalSeconds:0.0} s. Load average {Cpu.LoadAverage}.");
        return new()
        {
            ["size"] = name,
            ["refused"] = inBatches.Refused,
            ["lost"] = inBatches.Audit.Lost + inBatches.Audit.Wrong,
            ["duplicated"] = inBatches.Audit.Duplicated,
            ["drainOverIdeal"] = Math.Round(inBatches.Drain / best, 3),
            ["batchSpeedup"] = Math.Round(oneByOne.Drain / inBatches.Drain, 2),
            ["batchSpeedupOfOrderCalls"] = Math.Round(wire.BusyWith(alone.Host, "sale.order") / wire.BusyWith(batched.Host, "sale.order"), 2),
            ["forecastError"] = Math.Round(inBatches.ForecastError, 3),
        };

        void Show(string how, SaleResult result, OdooWire wire, string host)
        {
            report.WriteLine($"{how}: {result.Audit.Accepted} accepted, {result.Audit.Confirmed} confirmed, {result.Refused} refused, {result.Audit.Lost} lost, {result.Audit.Duplicated} duplicated, {result.Audit.Wrong} wrong; drained in {result.Drain.TotalSeconds:0.0} s; {wire.Calls(host)} calls kept the workers busy for {wire.Busy(host).TotalSeconds:0.0} s, {wire.BusyWith(host, "sale.order").TotalSeconds:0.0} s of it with orders. {result.Forecast}");
            foreach (var difference in result.Audit.Differences)
            {
                report.WriteLine(difference);
            }
        }
    }
}
