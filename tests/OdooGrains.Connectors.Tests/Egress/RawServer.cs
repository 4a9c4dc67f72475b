using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OdooGrains.Connectors.Tests.Egress;

/// <summary>A server on this machine that reads one request a connection and answers exactly the given bytes, then closes.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, string, CancellationToken, Task> _answer;
    private readonly Task _loop;

    public RawServer(Func<NetworkStream, string, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = LoopAsync();
    }

    public RawServer(string answer)
        : this((stream, _, cancellation) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer), cancellation).AsTask())
    {
    }

    /// <summary>Requests as they came, header and body.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Completes when the first request was read.</summary>
    public TaskCompletionSource Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                lock (Requests)
                {
                    Requests.Add(request);
                }

                Received.TrySetResult();
                await _answer(stream, request, _stop.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The caller went away, or the test is over.
            }
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = "";
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            text += Encoding.Latin1.GetString(buffer, 0, read);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0 || (end >= 0 && text.Length >= end + 4 + ContentLength(text[..end])))
            {
                return text;
            }
        }
    }

    private static int ContentLength(string header) => header.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture))
        .SingleOrDefault();
}
