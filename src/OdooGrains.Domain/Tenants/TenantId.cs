using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace OdooGrains.Domain.Tenants;

/// <summary>The name of a tenant: 2 to 40 of <c>a-z 0-9 -</c>. It stands first in every key, row and log line.</summary>
public readonly partial record struct TenantId
{
    // Without this the serialiser takes the empty constructor that every struct has, and the value is lost.
    [JsonConstructor]
    public TenantId(string value) => Value = IsValid(value)
        ? value
        : throw new ArgumentException($"Tenant id '{value}' must be 2 to 40 characters of a-z, 0-9 and '-'.", nameof(value));

    public string Value { get; }

    public static bool IsValid(string? value) => value is not null && Form().IsMatch(value);

    public override string ToString() => Value;

    [GeneratedRegex("^[a-z0-9-]{2,40}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
