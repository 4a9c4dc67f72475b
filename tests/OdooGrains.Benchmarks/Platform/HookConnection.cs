using System.Net;
using System.Net.Sockets;
using System.Text;
using OdooGrains.Benchmarks.Accept;

namespace OdooGrains.Benchmarks.Platform;

/// <summary>One kept-alive connection to the hooks: bytes out, status in. It costs the machine less than an HTTP client does.</summary>
internal sealed class HookConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[16 * 1024];

    public HookConnection(Uri server) => _socket.Connect(IPAddress.Loopback, server.Port);

    /// <summary>Sends a request that must be accepted.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        var length = 0;
        do
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length));
            length += read > 0 ? read : throw new IOException("The server closed a connection under load.");
        }
        while (!LoadConnection.IsWhole(_answer.AsSpan(0, length)));

        if (!_answer.AsSpan(9, 3).SequenceEqual("202"u8))
        {
            throw new InvalidOperationException($"A hook was not accepted: {Encoding.UTF8.GetString(_answer, 0, length)}");
        }
    }

    public void Dispose() => _socket.Dispose();
}
