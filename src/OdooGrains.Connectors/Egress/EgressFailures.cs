using System.Net.Sockets;

namespace OdooGrains.Connectors.Egress;

/// <summary>The rules refused an address. Travels through the handler, never out of <see cref="EgressClient"/>.</summary>
internal sealed class EgressRefusedException(string message) : Exception(message);

/// <summary>Tells from what the handler threw whether the request can have left.</summary>
internal static class EgressFailures
{
    public static EgressOutcome Outcome(Exception exception, EgressRequest request, bool bodyStarted)
    {
        if (Refusal(exception) is { } refusal)
        {
            return new EgressOutcome.NotSent("refused", refusal.Message);
        }

        var (code, reason) = Reason(exception, request);
        var hasBody = request.ContentType is not null;
        return !bodyStarted && (hasBody || code is "unresolved" or "unreachable" or "tls")
            // Whatever stopped it: a request whose body never left was never acted on.
            ? new EgressOutcome.NotSent(code, reason)
            : new EgressOutcome.InDoubt(code, reason);
    }

    private static (string Code, string Reason) Reason(Exception exception, EgressRequest request)
    {
        var host = request.Url.IdnHost;
        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => ("unresolved", $"The host {host} cannot be resolved."),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => ("tls", $"No trusted TLS connection to {host} could be made."),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => ("unreachable", $"{host}:{request.Url.Port} cannot be connected to ({Socket(exception)})."),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => ("too_large", "The answer's header is larger than allowed."),
            OperationCanceledException => ("timeout", $"{host} gave no whole answer within {request.Timeout.TotalSeconds:0.###} s."),
            _ => ("broken", $"The connection to {host} broke before a whole answer came."),
        };
    }

    private static EgressRefusedException? Refusal(Exception? exception) => exception switch
    {
        null => null,
        EgressRefusedException refused => refused,
        _ => Refusal(exception.InnerException),
    };

    private static string Socket(Exception? exception) => exception switch
    {
        null => "failed",
        SocketException socket => socket.SocketErrorCode.ToString(),
        _ => Socket(exception.InnerException),
    };
}
