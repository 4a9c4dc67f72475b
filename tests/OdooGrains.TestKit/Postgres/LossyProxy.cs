using System.Net;
using System.Net.Sockets;

namespace OdooGrains.TestKit.Postgres;

/// <summary>What a proxy does with the next answer.</summary>
public enum Loss
{
    None,
    /// <summary>The request arrives; its answer is thrown away and the connection broken.</summary>
    Answer,
    /// <summary>The request itself is thrown away and the connection broken.</summary>
    Request,
}

/// <summary>
/// A TCP proxy on a free port of 127.0.0.1 that loses what it is told to lose: a commit without an answer. The loss happens once, on the next
/// connection that it hits, and is then over.
/// </summary>
public sealed class LossyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;
    private int _loss;

    public LossyProxy(int serverPort)
    {
        _server = new(IPAddress.Loopback, serverPort);
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many losses there were.</summary>
    public int Losses { get; private set; }

    public void LoseNext(Loss loss) => Volatile.Write(ref _loss, (int)loss);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _loop;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = ServeAsync(client);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(_server, _end.Token);
                await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), Loss.Request),
                    PumpAsync(server.GetStream(), client.GetStream(), Loss.Answer));
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Broken by one of the two; so is the other then.
            }
        }
    }

    // Ends, and with it the connection, when there is nothing more to pump or what came was lost.
    private async Task PumpAsync(NetworkStream from, NetworkStream to, Loss loses)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _end.Token) is > 0 and var count)
        {
            if (Interlocked.CompareExchange(ref _loss, (int)Loss.None, (int)loses) == (int)loses)
            {
                Losses++;
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
