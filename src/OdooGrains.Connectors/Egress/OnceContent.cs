using System.Net;
using System.Net.Http.Headers;

namespace OdooGrains.Connectors.Egress;

/// <summary>
/// A request body that knows whether it left, and leaves once: the handler asks for it only when a connection is ready, so before that the
/// other side cannot have acted on the request, and a second asking would be a silent repeat of a write.
/// </summary>
internal sealed class OnceContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private int _started;

    public OnceContent(ReadOnlyMemory<byte> body, string contentType)
    {
        _body = body;
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    public bool IsStarted => Volatile.Read(ref _started) > 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) > 0)
        {
            throw new InvalidOperationException("The request was about to be sent a second time; only the effect ledger repeats a write.");
        }

        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
