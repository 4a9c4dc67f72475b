using System.Text.Json.Serialization;

namespace OdooGrains.Sandbox.Shopify;

/// <summary>One fact of the sender: an attempt that is about to leave, or what became of it.</summary>
public sealed record LedgerLine
{
    /// <summary><c>sent</c> before the request leaves, <c>outcome</c> after.</summary>
    public required string Phase { get; init; }

    public required string WebhookId { get; init; }

    public required string OrderId { get; init; }

    public required int Version { get; init; }

    public required string Topic { get; init; }

    /// <summary>Which shop or tenant, where one ledger serves several.</summary>
    public string? Shop { get; init; }

    /// <summary>Attempt of this delivery, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>HTTP status of the answer; null where none came.</summary>
    public int? Status { get; init; }

    /// <summary>Why no answer came.</summary>
    public string? Error { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>An outcome with a 2xx: from here on the receiver has promised.</summary>
    [JsonIgnore]
    public bool IsAccepted => Phase == "outcome" && Status is >= 200 and <= 299;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerLine))]
internal sealed partial class LedgerJson : JsonSerializerContext;
