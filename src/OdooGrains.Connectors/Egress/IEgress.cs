using OdooGrains.Domain.Outbound;

namespace OdooGrains.Connectors.Egress;

/// <summary>
/// The only way out. One call is one request on one connection: nothing is repeated, redirected or cached. A simulation answers here
/// without sockets.
/// </summary>
public interface IEgress
{
    /// <summary>Never throws for what the network or the other side does, nor on cancellation: those are outcomes.</summary>
    Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation);
}

/// <summary>One outbound request.</summary>
public sealed record EgressRequest
{
    public required string Method { get; init; }
    public required Uri Url { get; init; }

    /// <summary>Header fields beside Content-Type and traceparent; may hold credentials.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Null sends no body.</summary>
    public string? ContentType { get; init; }

    /// <summary>From resolving the host to the last byte of the answer.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Reads what an answer's body says of the vendor's limits, where header fields do not; null where they do, or nothing does.</summary>
    public Func<EgressOutcome.Answered, IReadOnlyList<BudgetReading>>? Limits { get; init; }

    // Headers and body hold credentials and payloads.
    public override string ToString() => $"{Method} {Url.GetLeftPart(UriPartial.Path)}";
}

/// <summary>What came of one request.</summary>
public abstract record EgressOutcome
{
    private EgressOutcome()
    {
    }

    /// <summary>A whole answer.</summary>
    /// <param name="Headers">Names without regard to case; of a repeated field all values, joined by a comma.</param>
    public sealed record Answered(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body) : EgressOutcome
    {
        public override string ToString() => $"status {Status}, {Body.Length} bytes";
    }

    /// <summary>No byte of the request left: refused by the rules, not resolved, not connected, or no TLS.</summary>
    /// <param name="Code">refused, unresolved, unreachable, tls, timeout, broken, or not_sent where the caller's own fence held it back.</param>
    public sealed record NotSent(string Code, string Reason) : EgressOutcome;

    /// <summary>The request left, and no whole answer came: it may or may not have taken effect. Also when the caller cancelled.</summary>
    /// <param name="Code">timeout, broken, too_large or cancelled.</param>
    public sealed record InDoubt(string Code, string Reason) : EgressOutcome;
}
