using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OdooGrains.Connectors.Egress;

/// <summary>Resolves a host; the machine's resolver unless a test says otherwise.</summary>
public delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellation);

/// <summary>
/// Calls over sockets. A host is resolved once a connection and connected to by exactly the addresses that were judged, so that a name
/// which changes its answer (DNS rebinding) gains nothing. Each call has its own connection: a reused one may make the handler repeat a
/// request silently, and Odoo closes after each answer anyway.
/// </summary>
public sealed class EgressClient : IEgress, IDisposable
{
    private readonly EgressOptions _options;
    private readonly EgressRules _rules;
    private readonly HostResolver _resolve;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public EgressClient(EgressOptions options, TimeProvider time, HostResolver? resolve = null)
    {
        _options = options;
        _rules = new(options);
        _time = time;
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = options.ResponseHeaderKibMax,
            MaxResponseDrainSize = 0,
            // TLS comes on top of resolving and connecting.
            ConnectTimeout = options.ConnectTimeout * 2,
            // Would send baggage too; traceparent is set below.
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        };
#pragma warning disable RS0030 // The one HttpClient of the program: every outbound call passes these rules.
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
    }

    public async Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        if (EgressRules.Problem(request.Url) is { } problem)
        {
            return new EgressOutcome.NotSent("refused", problem);
        }

        using var deadline = new CancellationTokenSource(request.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        using var message = Message(request);
        try
        {
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return await AnswerAsync(response, both.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // A read that the deadline breaks off may show as a broken connection.
            return cancellation.IsCancellationRequested
                ? new EgressOutcome.InDoubt("cancelled", "The call was cancelled.")
                : EgressFailures.Outcome(deadline.IsCancellationRequested ? new OperationCanceledException(null, exception) : exception, request, (message.Content as OnceContent)?.IsStarted ?? false);
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage Message(EgressRequest request)
    {
        var message = new HttpRequestMessage(new(request.Method), request.Url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent })
        {
            message.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        message.Content = request.ContentType is { } type ? new OnceContent(request.Body, type) : null;
        return message;
    }

    private async Task<EgressOutcome> AnswerAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var tooLarge = new EgressOutcome.InDoubt("too_large", $"The answer is larger than {_options.ResponseBytesMax} bytes.");
        if (response.Content.Headers.ContentLength > _options.ResponseBytesMax)
        {
            return tooLarge;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (body.Length + read > _options.ResponseBytesMax)
            {
                return tooLarge;
            }

            body.Write(buffer, 0, read);
        }

        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new EgressOutcome.Answered((int)response.StatusCode, headers, body.ToArray());
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var url = context.InitialRequestMessage.RequestUri!;
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            var addresses = await _resolve(context.DnsEndPoint.Host, both.Token);
            if (_rules.Problem(url, addresses) is { } problem)
            {
                throw new EgressRefusedException(problem);
            }

            return await ConnectAsync(addresses, context.DnsEndPoint.Port, both.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
    }

    private static async Task<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
