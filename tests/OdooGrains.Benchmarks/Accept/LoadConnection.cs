using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OdooGrains.Benchmarks.Accept;

/// <summary>One connection of the load: one request under way at a time.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SignedWebhooks _source;
    private readonly byte[] _answer = new byte[16 * 1024];
    private int _length;

    public LoadConnection(IPEndPoint server, SignedWebhooks source)
    {
        _source = source;
        _socket.Connect(server);
    }

    public SafeSocketHandle Handle => _socket.SafeHandle;

    /// <summary>When the request under way was sent.</summary>
    public TimeSpan SentAt { get; private set; }

    /// <summary>The status of the answer that has come whole.</summary>
    public int Status => ((_answer[9] - '0') * 100) + ((_answer[10] - '0') * 10) + (_answer[11] - '0');

    /// <summary>That answer, head and body.</summary>
    public string Answer => Encoding.UTF8.GetString(_answer, 0, _length);

    public void Send(TimeSpan now)
    {
        SentAt = now;
        _length = 0;
        _socket.Send(_source.Next());
    }

    /// <summary>Reads what is there; true once the answer is whole.</summary>
    public bool Receive()
    {
        var read = _socket.Receive(_answer.AsSpan(_length));
        if (read == 0)
        {
            throw new IOException("The server closed a connection under load.");
        }

        _length += read;
        return IsWhole(_answer.AsSpan(0, _length));
    }

    public void Dispose() => _socket.Dispose();

    // Kestrel answers with a Content-Length or with chunks; both end where we can see it.
    internal static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var body = answer[(head + 4)..];
        var field = answer[..head].IndexOf("Content-Length: "u8);
        return field < 0
            ? body.EndsWith("0\r\n\r\n"u8)
            : Utf8Parser.TryParse(answer[(field + 16)..], out int expected, out _) && body.Length >= expected;
    }
}
