using System.Text.Json.Nodes;

namespace OdooGrains.Benchmarks.Peers.Job;

/// <summary>
/// The job that every contender does, phase by phase; <c>tests/Benchmarks/peers/node/job.mjs</c> is the same in JavaScript. Each phase ends with an
/// audit: what was accepted is stored, and is done once.
/// </summary>
/// <param name="server">The process of its database or broker; what it started counts too.</param>
internal sealed class ContenderJob<TOrder>(IContender<TOrder> contender, JobSize size, int server, TimeProvider time)
    where TOrder : notnull
{
    private const int Noisy = 0, BulkOrders = 100, BulksInFlight = 4;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <summary>All phases but <see cref="NoisyAsync"/>.</summary>
    public async Task<JsonObject> RunAsync()
    {
        await WarmUpAsync();
        JsonObject figures = new() { ["acceptPerSecond"] = Math.Round(await AcceptAloneAsync()) };
        await WorkingAsync(() => EndToEndAsync(figures));
        await WorkingAsync(async () => figures["sagaPerSecond"] = Math.Round(await SagaAsync()));
        await WorkingAsync(async () => figures["burst"] = await BesideNoiseAsync(size.Burst, size.BurstQuietPerSecond));
        return figures;
    }

    /// <summary>Quiet tenants beside a noisy one, where a call takes time and slots are few.</summary>
    public async Task<JsonObject> NoisyAsync()
    {
        await WarmUpAsync();
        await contender.BeginWorkAsync(size.NoisySlots, TimeSpan.FromMilliseconds(size.NoisyCallMs));
        var figures = await BesideNoiseAsync(size.Noisy, size.NoisyQuietPerSecond);
        await contender.EndWorkAsync();
        return figures;
    }

    private int EachTenant(int index) => index % size.Tenants;

    private int QuietTenants(int index) => 1 + (index % (size.Tenants - 1));

    // Until the hot paths are compiled and every connection has been used.
    private async Task WarmUpAsync()
    {
        var orders = await contender.MakeAsync(Work.OneStep, size.WarmUpOrders, EachTenant);
        await WorkingAsync(() => AcceptAndEndAsync(orders));
    }

    // With nothing working beside it; then all must be found and done.
    private async Task<double> AcceptAloneAsync()
    {
        var orders = await contender.MakeAsync(Work.Accept, size.Orders, EachTenant);
        var before = await contender.RemainingAsync();
        var begun = time.GetTimestamp();
        await AcceptAllAsync(orders);
        var seconds = time.GetElapsedTime(begun).TotalSeconds;
        var stored = await contender.RemainingAsync() - before;
        if (stored != orders.Count)
        {
            throw new InvalidOperationException($"{orders.Count} orders were accepted, {stored} are stored.");
        }

        await WorkingAsync(() => UntilEndedAsync(orders));
        return orders.Count / seconds;
    }

    private async Task EndToEndAsync(JsonObject figures)
    {
        var orders = await contender.MakeAsync(Work.OneStep, size.Orders, EachTenant);
        var (own, served, begun) = (ProcessTree.CpuUsed(Environment.ProcessId), ProcessTree.CpuUsed(server), time.GetTimestamp());
        await AcceptAllAsync(orders);
        var accepted = time.GetElapsedTime(begun);
        await UntilEndedAsync(orders);
        var ended = time.GetElapsedTime(begun, orders.Max(order => contender.EndOf(order)!.Value));
        (own, served) = (ProcessTree.CpuUsed(Environment.ProcessId) - own, ProcessTree.CpuUsed(server) - served);
        figures["acceptBesideWorkPerSecond"] = Math.Round(orders.Count / accepted.TotalSeconds);
        figures["endToEndPerSecond"] = Math.Round(orders.Count / ended.TotalSeconds);
        figures["cpuMsPerOrder"] = Math.Round((own + served).TotalMilliseconds / orders.Count, 3);
        figures["cpuMsPerOrderOfServer"] = Math.Round(served.TotalMilliseconds / orders.Count, 3);
        figures["halfRate"] = await HalfRateAsync(orders.Count / ended.TotalSeconds / 2);
    }

    private async Task<JsonObject> HalfRateAsync(double perSecond)
    {
        var orders = await contender.MakeAsync(Work.OneStep, (int)(perSecond * size.HalfRateSeconds), EachTenant);
        var sent = await OpenLoopAsync(orders, perSecond, () => false);
        await UntilEndedAsync(orders);
        return new()
        {
            ["perSecond"] = Math.Round(perSecond),
            ["accept"] = Spread.Of(sent.Select(one => one.AcceptMs)),
            ["endToEnd"] = Spread.Of(sent.Select(EndMs)),
        };
    }

    private async Task<double> SagaAsync()
    {
        var orders = await contender.MakeAsync(Work.Saga, size.SagaOrders, EachTenant);
        var begun = time.GetTimestamp();
        await AcceptAndEndAsync(orders);
        return orders.Count / time.GetElapsedTime(begun, orders.Max(order => contender.EndOf(order)!.Value)).TotalSeconds;
    }

    // Quiet tenants in an open loop, first alone and then beside one that hands in so many at once.
    private async Task<JsonObject> BesideNoiseAsync(int noisyCount, double quietPerSecond)
    {
        var noisy = await contender.MakeAsync(Work.OneStep, noisyCount, _ => Noisy);
        var quiet = await contender.MakeAsync(Work.OneStep, (int)(quietPerSecond * (size.BaseSeconds + size.PhaseMaxSeconds)), QuietTenants);
        var begun = time.GetTimestamp();
        long noiseAt = 0, drainedAt = 0;
        var noise = Task.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(size.BaseSeconds), time);
            noiseAt = time.GetTimestamp();
            await AcceptAtOnceAsync(noisy);
            await UntilEndedAsync(noisy);
            Volatile.Write(ref drainedAt, noisy.Max(order => contender.EndOf(order)!.Value));
        });
        var sent = await OpenLoopAsync(quiet, quietPerSecond, () => noise.IsFaulted
            || (Volatile.Read(ref drainedAt) != 0 && time.GetElapsedTime(begun).TotalSeconds > size.BaseSeconds + size.WindowMinSeconds));
        await noise;
        await UntilEndedAsync([.. sent.Select(one => one.Order)]);
        return new()
        {
            ["without"] = Spread.Of(sent.Where(one => one.DueAt < noiseAt).Select(EndMs)),
            ["with"] = Spread.Of(sent.Where(one => one.DueAt >= noiseAt && one.DueAt <= drainedAt).Select(EndMs)),
            ["drainSeconds"] = Math.Round(time.GetElapsedTime(noiseAt, drainedAt).TotalSeconds, 2),
        };
    }

    private async Task WorkingAsync(Func<Task> phase)
    {
        await contender.BeginWorkAsync(size.Handlers, TimeSpan.Zero);
        await phase();
        await contender.EndWorkAsync();
    }

    private async Task AcceptAndEndAsync(IReadOnlyList<TOrder> orders)
    {
        await AcceptAllAsync(orders);
        await UntilEndedAsync(orders);
    }

    // One order a call, so many calls in flight.
    private Task AcceptAllAsync(IReadOnlyList<TOrder> orders) => PumpAsync(orders, size.InFlight, contender.AcceptAsync);

    private Task AcceptAtOnceAsync(IReadOnlyList<TOrder> orders)
        => contender.AcceptMany is { } acceptMany ? PumpAsync<TOrder[]>([.. orders.Chunk(BulkOrders)], BulksInFlight, acceptMany) : AcceptAllAsync(orders);

    private static async Task PumpAsync<TItem>(IReadOnlyList<TItem> items, int inFlight, Func<TItem, Task> send)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            for (var index = Interlocked.Increment(ref next); index < items.Count; index = Interlocked.Increment(ref next))
            {
                await send(items[index]);
            }
        })));
    }

    // Sends each order when it is due, however late the ones before it were answered.
    private async Task<IReadOnlyList<Sent>> OpenLoopAsync(IReadOnlyList<TOrder> orders, double perSecond, Func<bool> isOver)
    {
        var begun = time.GetTimestamp();
        List<Task<Sent>> sending = [];
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(1), time);
        while (sending.Count < orders.Count && !isOver())
        {
            var due = Math.Min(orders.Count, (int)(time.GetElapsedTime(begun).TotalSeconds * perSecond));
            while (sending.Count < due)
            {
                sending.Add(SendAsync(orders[sending.Count], begun + (long)((sending.Count + 1) / perSecond * time.TimestampFrequency)));
            }

            await tick.WaitForNextTickAsync();
        }

        return await Task.WhenAll(sending);
    }

    private async Task<Sent> SendAsync(TOrder order, long dueAt)
    {
        await contender.AcceptAsync(order);
        return new(order, dueAt, time.GetElapsedTime(dueAt).TotalMilliseconds);
    }

    private double EndMs(Sent one) => time.GetElapsedTime(one.DueAt, contender.EndOf(one.Order)!.Value).TotalMilliseconds;

    private async Task UntilEndedAsync(IReadOnlyList<TOrder> orders)
    {
        using PeriodicTimer tick = new(Poll, time);
        var begun = time.GetTimestamp();
        for (var ended = 0; ended < orders.Count; await tick.WaitForNextTickAsync())
        {
            while (ended < orders.Count && contender.EndOf(orders[ended]) is not null)
            {
                ended++;
            }

            if (time.GetElapsedTime(begun) > size.PhaseMax)
            {
                throw new InvalidOperationException($"{orders.Count - ended} of {orders.Count} accepted orders are not done after {size.PhaseMax.TotalSeconds:0} s, such as {orders[ended]}.");
            }
        }

        if (contender.Repeated > 0)
        {
            throw new InvalidOperationException($"{contender.Repeated} orders were done more than once.");
        }
    }

    private sealed record Sent(TOrder Order, long DueAt, double AcceptMs);
}
