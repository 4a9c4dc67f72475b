using System.Net;
using System.Net.Sockets;

namespace OdooGrains.Benchmarks.Sick;

/// <summary>What ails an outside system.</summary>
internal enum Illness
{
    None,
    /// <summary>Each answer comes 30 s late.</summary>
    Slow,
    /// <summary>Nothing listens.</summary>
    Refusing,
    /// <summary>What comes back is no HTTP.</summary>
    Garbage,
}

/// <summary>One port in front of a simulated Odoo, behind which it can fall ill and recover. A connection carries one request, as Odoo's do.</summary>
internal sealed class SickPort : IDisposable
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);
    private static readonly byte[] Nonsense = [.. Enumerable.Range(0, 4_096).Select(index => (byte)(index * 31))];
    private readonly Uri _real;
    private readonly IPEndPoint _address;
    private Socket? _listener;
    private volatile Illness _illness;

    public SickPort(Uri real)
    {
        _real = real;
        _listener = Listen(new(IPAddress.Loopback, 0));
        _address = (IPEndPoint)_listener.LocalEndPoint!;
    }

    public Uri Url => new($"http://127.0.0.1:{_address.Port}");

    public void Become(Illness illness)
    {
        _illness = illness;
        if (illness is Illness.Refusing)
        {
            _listener?.Dispose();
            _listener = null;
        }
        else
        {
            _listener ??= Listen(_address);
        }
    }

    public void Dispose() => _listener?.Dispose();

    private Socket Listen(IPEndPoint address)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(address);
        listener.Listen(256);
        _ = AcceptAsync(listener);
        return listener;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The listener was closed: from now on connections are refused.
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        using var both = caller;
        try
        {
            switch (_illness)
            {
                case Illness.Garbage:
                    await caller.ReceiveAsync(new byte[1]);
                    await caller.SendAsync(Nonsense);
                    break;
                case Illness.Slow:
                    await Task.Delay(Late, TimeProvider.System);
                    await ForwardAsync(caller);
                    break;
                default:
                    await ForwardAsync(caller);
                    break;
            }
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            // One of the two sides has gone, as they do.
        }
    }

    private async Task ForwardAsync(Socket caller)
    {
        using var real = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await real.ConnectAsync(IPAddress.Loopback, _real.Port);
        await using NetworkStream left = new(caller), right = new(real);
        await Task.WhenAny(left.CopyToAsync(right), right.CopyToAsync(left));
    }
}
