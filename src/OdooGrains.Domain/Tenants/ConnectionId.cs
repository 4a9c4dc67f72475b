using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace OdooGrains.Domain.Tenants;

/// <summary>The name of a connection within its tenant: 1 to 40 of <c>a-z 0-9 -</c>. For a channel it is also the "channel" of document keys.</summary>
public readonly partial record struct ConnectionId
{
    // Without this the serialiser takes the empty constructor that every struct has, and the value is lost.
    [JsonConstructor]
    public ConnectionId(string value) => Value = IsValid(value)
        ? value
        : throw new ArgumentException($"Connection id '{value}' must be 1 to 40 characters of a-z, 0-9 and '-'.", nameof(value));

    public string Value { get; }

    public static bool IsValid(string? value) => value is not null && Form().IsMatch(value);

    public override string ToString() => Value;

    [GeneratedRegex("^[a-z0-9-]{1,40}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
