using System.Diagnostics;
using System.Net;

namespace OdooGrains.Benchmarks.Accept;

/// <summary>What a load run counted; latencies in milliseconds, ascending.</summary>
/// <param name="Other">Answers that were not 202.</param>
/// <param name="OtherAnswer">The first of them, whole; null when all were 202.</param>
internal sealed record LoadResult(long Accepted, long Other, string? OtherAnswer, long Distinct, double Seconds, IReadOnlyList<double> Latencies)
{
    public double PerSecond => Accepted / Seconds;

    public double Percentile(double share) => Latencies.Count == 0 ? 0 : Latencies[(int)(share * (Latencies.Count - 1))];
}

/// <summary>
/// A closed loop: each connection sends a request, reads the whole answer, and sends the next. One thread serves them all, since the load shares
/// the machine's two cores with what it measures.
/// </summary>
internal sealed class WebhookLoad(IPEndPoint server, IReadOnlyList<SignedWebhooks> sources, TimeSpan duration)
{
    // Far more than a hook may take to answer.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    private readonly List<double> _latencies = [];
    private long _accepted, _other;
    private string? _otherAnswer;

    public Task<LoadResult> RunAsync() => Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private LoadResult Run()
    {
        List<LoadConnection> connections = [.. sources.Select(source => new LoadConnection(server, source))];
        var watch = Stopwatch.StartNew();
        Drive(connections, watch);
        var seconds = watch.Elapsed.TotalSeconds;
        connections.ForEach(connection => connection.Dispose());
        _latencies.Sort();
        return new(_accepted, _other, _otherAnswer, sources.Sum(source => source.Distinct), seconds, _latencies);
    }

    // At the end each request that is under way is waited for, so that what was sent and what was answered are the same.
    private void Drive(List<LoadConnection> connections, Stopwatch watch)
    {
        using var epoll = new Epoll();
        for (var index = 0; index < connections.Count; index++)
        {
            epoll.Watch(connections[index].Handle, index);
            connections[index].Send(watch.Elapsed);
        }

        for (var underWay = connections.Count; underWay > 0;)
        {
            var ready = epoll.Wait(SilenceMax);
            if (ready == 0)
            {
                throw new IOException($"The server has not answered {underWay} requests for {SilenceMax.TotalSeconds:0} s.");
            }

            for (var position = 0; position < ready; position++)
            {
                underWay -= GoesOn(connections[epoll.At(position)], watch) ? 0 : 1;
            }
        }
    }

    // False where the connection has ended its last request.
    private bool GoesOn(LoadConnection connection, Stopwatch watch)
    {
        if (!connection.Receive())
        {
            return true;
        }

        var now = watch.Elapsed;
        _latencies.Add((now - connection.SentAt).TotalMilliseconds);
        Count(connection);
        if (now >= duration)
        {
            return false;
        }

        connection.Send(now);
        return true;
    }

    private void Count(LoadConnection connection)
    {
        if (connection.Status == 202)
        {
            _accepted++;
        }
        else
        {
            _other++;
            _otherAnswer ??= connection.Answer;
        }
    }
}
