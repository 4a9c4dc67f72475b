using System.Security.Cryptography;
using System.Text;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Failures;

/// <summary>Failures of one cause: the same flow, step, class and normalised message.</summary>
public sealed record FailureGroup
{
    private const int IdBytes = 12;

    /// <summary>The first 12 bytes of the SHA-256 of what they have in common, in hex: the same in every tenant and at any time.</summary>
    public required string Id { get; init; }

    public required FailureFlow Flow { get; init; }
    public required string Step { get; init; }
    public required FailureClass Class { get; init; }

    /// <summary>As <see cref="FailureMessage"/> normalises it.</summary>
    public required string Message { get; init; }

    /// <summary>The message of one of them, as it stands.</summary>
    public required string Example { get; init; }

    public required int Count { get; init; }

    /// <summary>When the oldest and the newest hold of them began.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }
    public required IReadOnlyList<string> Owners { get; init; }

    /// <summary>The affected tenants with how many of them each has, the worst first.</summary>
    public required IReadOnlyList<KeyValuePair<TenantId, int>> Tenants { get; init; }

    /// <summary>The documents' totals, summed by currency.</summary>
    public required IReadOnlyDictionary<string, decimal> Money { get; init; }

    /// <summary>Whether a text can be the id of a group.</summary>
    public static bool IsId(string? id) => id is { Length: 2 * IdBytes } && id.All(char.IsAsciiHexDigitLower);

    public static string IdOf(FailedDocument failed)
    {
        var common = string.Join('\n', failed.Flow, failed.Step, failed.Class, FailureMessage.Normalise(failed.Reason));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(common)).AsSpan(0, IdBytes));
    }
}
