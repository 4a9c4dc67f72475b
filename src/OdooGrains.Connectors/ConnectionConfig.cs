using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors;

/// <summary>A connection as a connector sees it: settings, what <c>/test</c> found, and opened secrets. Lives in memory only.</summary>
public sealed record ConnectionConfig
{
    public required ConnectionKey Key { get; init; }
    public required string Kind { get; init; }
    public required JsonObject Settings { get; init; }

    /// <summary>Defaults that <c>/test</c> found; a setting of the same name wins.</summary>
    public JsonObject Found { get; init; } = [];

    /// <summary>Opened secrets by name, the newest first; several while one is rotated.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Secrets { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Configuration version; connectors may cache what they derive under (Key, Version).</summary>
    public required long Version { get; init; }

    /// <summary>The newest value of a secret, or null.</summary>
    public string? Secret(string name) => Secrets.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>The setting, else what was found, else null.</summary>
    public JsonNode? Setting(string name) => Settings[name] ?? Found[name];

    public string? Text(string name) => Setting(name) is JsonValue value ? value.ToString() : null;

    public decimal? Number(string name) => Setting(name) is JsonValue value && decimal.TryParse(value.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool? Flag(string name) => Setting(name) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    // Never print settings or secrets by accident.
    public override string ToString() => $"{Kind} connection {Key}, version {Version}";
}

/// <summary>One thing wrong with a connection's settings; <see cref="Path"/> is a JSON pointer into the request, such as <c>/settings/url</c>.</summary>
public sealed record SettingProblem(string Path, string Message);

/// <summary>What a test call learned.</summary>
/// <param name="Ok">The system answered and nothing that orders need is missing.</param>
/// <param name="Summary">One sentence, such as the version and database found.</param>
/// <param name="Found">Defaults to store with the connection.</param>
/// <param name="Problems">What is missing or wrong, each naming the setting.</param>
/// <param name="Failure">Set where the system could not be asked.</param>
public sealed record ConnectionTest(bool Ok, string Summary, JsonObject Found, IReadOnlyList<SettingProblem> Problems, Failure? Failure = null);
