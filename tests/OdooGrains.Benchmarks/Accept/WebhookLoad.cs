using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

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
/// A closed loop over raw sockets: each connection sends a request, reads the whole answer, and sends the next. Plain sockets, because the load
/// shares the machine's two cores with what it measures.
/// </summary>
internal sealed class WebhookLoad(IPEndPoint server, IReadOnlyList<SignedWebhooks> sources, TimeSpan duration)
{
    private long _accepted, _other;
    private string? _otherAnswer;

    public async Task<LoadResult> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(sources.Select(source => Task.Run(() => ConnectionAsync(source, watch))));
        var seconds = watch.Elapsed.TotalSeconds;
        List<double> all = [.. latencies.SelectMany(list => list)];
        all.Sort();
        return new(_accepted, _other, _otherAnswer, sources.Sum(source => source.Distinct), seconds, all);
    }

    private async Task<List<double>> ConnectionAsync(SignedWebhooks source, Stopwatch watch)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var buffer = new byte[16 * 1024];
        List<double> latencies = [];
        while (watch.Elapsed < duration)
        {
            var begun = watch.Elapsed;
            await socket.SendAsync(source.Next());
            var (status, length) = await AnswerAsync(socket, buffer);
            Interlocked.Increment(ref status == 202 ? ref _accepted : ref _other);
            _otherAnswer = status == 202 ? _otherAnswer : _otherAnswer ?? System.Text.Encoding.UTF8.GetString(buffer, 0, length);
            latencies.Add((watch.Elapsed - begun).TotalMilliseconds);
        }

        return latencies;
    }

    // Kestrel answers with a Content-Length or with chunks; both end where we can see it.
    private static async Task<(int Status, int Length)> AnswerAsync(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
            {
                throw new IOException("The server closed a connection under load.");
            }

            length += read;
            if (IsWhole(buffer.AsSpan(0, length)))
            {
                return (((buffer[9] - '0') * 100) + ((buffer[10] - '0') * 10) + (buffer[11] - '0'), length);
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var body = answer[(head + 4)..];
        var field = answer[..head].IndexOf("Content-Length: "u8);
        if (field < 0)
        {
            return body.EndsWith("0\r\n\r\n"u8);
        }

        return System.Buffers.Text.Utf8Parser.TryParse(answer[(field + 16)..], out int expected, out _) && body.Length >= expected;
    }
}
