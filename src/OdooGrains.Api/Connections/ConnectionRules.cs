using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Api.Http;
using OdooGrains.Connectors;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>Everything wrong with a connection at once: what its manifest says, what its connector says, and which other connections it names.</summary>
internal sealed class ConnectionRules(ConnectorRegistry connectors, ITenantStore store)
{
    // Types of settings that name another connection: one that orders are booked in, and one that they come from.
    private const string Erp = "connection", Channel = "channel";

    /// <summary>Settings that the platform itself reads of connections it writes to.</summary>
    private static readonly SettingManifest[] OutboundSettings =
    [
        new("concurrency", "number", Required: false, "Calls at once at most, where that is less than policy allows; how many leave is learned."),
        new("settleSeconds", "duration", Required: false, "How long after its mark a lost call may still take effect."),
        new("tolerance", "number", Required: false, "How far totals may differ.", "0.01"),
        new("amendConfirmed", "boolean", Required: false, "Whether updates change confirmed orders.", "false"),
    ];

    public async Task<Problem?> ProblemAsync(ConnectionConfig connection, IReadOnlyDictionary<string, string?> given, CancellationToken cancellation)
    {
        var checks = new Checks();
        if (connectors.Find(connection.Kind) is not { } connector)
        {
            return checks.That(false, "/kind", $"There is no connector of this kind; there are {string.Join(", ", connectors.Kinds.Order(StringComparer.Ordinal))}.").Problem;
        }

        CheckSecrets(connector.Manifest, connection, given, checks);
        CheckSettings(connector, connection, checks);
        await CheckReferencesAsync(connector.Manifest, connection, checks, cancellation);
        var known = checks.Errors.Select(error => error.At).ToHashSet(StringComparer.Ordinal);
        foreach (var problem in connector.Validate(connection).Where(problem => !known.Contains(problem.Path)))
        {
            checks.That(false, problem.Path, problem.Message);
        }

        return checks.Problem;
    }

    private static void CheckSecrets(ConnectorManifest manifest, ConnectionConfig connection, IReadOnlyDictionary<string, string?> given, Checks checks)
    {
        foreach (var name in given.Keys.Where(name => manifest.Secrets.All(secret => secret.Name != name)))
        {
            checks.That(false, $"/secrets/{RequestShape.Escape(name)}", $"The kind '{manifest.Kind}' has no such secret; it has {string.Join(", ", manifest.Secrets.Select(secret => secret.Name))}.");
        }

        foreach (var secret in manifest.Secrets.Where(secret => secret.Required && string.IsNullOrEmpty(connection.Secret(secret.Name))))
        {
            checks.That(false, $"/secrets/{secret.Name}", $"This secret is missing. {secret.Description}");
        }
    }

    private static void CheckSettings(IConnector connector, ConnectionConfig connection, Checks checks)
    {
        var manifest = connector.Manifest;
        var known = (connector.Outbound is null ? manifest.Settings : manifest.Settings.Concat(OutboundSettings)).DistinctBy(setting => setting.Name).ToDictionary(setting => setting.Name);
        foreach (var (name, value) in connection.Settings)
        {
            var pointer = $"/settings/{RequestShape.Escape(name)}";
            if (known.TryGetValue(name, out var setting))
            {
                checks.That(Fits(value, setting.Type), pointer, $"This must be of type {setting.Type}. {setting.Description}");
            }
            else
            {
                checks.That(false, pointer, manifest.Secrets.Any(secret => secret.Name == name)
                    ? "This is a secret: give it under secrets, where it is stored encrypted."
                    : $"The kind '{manifest.Kind}' has no such setting; it has {string.Join(", ", known.Keys)}.");
            }
        }

        foreach (var missing in manifest.Settings.Where(setting => setting.Required && connection.Settings[setting.Name] is null))
        {
            checks.That(false, $"/settings/{missing.Name}", $"This setting is missing. {missing.Description}");
        }
    }

    private async Task CheckReferencesAsync(ConnectorManifest manifest, ConnectionConfig connection, Checks checks, CancellationToken cancellation)
    {
        foreach (var setting in References(manifest))
        {
            if (connection.Text(setting.Name) is not { } id)
            {
                continue;
            }

            var target = ConnectionId.IsValid(id) ? await store.FindConnectionAsync(new(connection.Key.Tenant, new(id)), cancellation) : null;
            var lack = target is null ? "This must be the id of an existing connection of the tenant; create that one first."
                : Fits(setting, connectors.Find(target.Kind)) ? null
                : $"Connection '{target.Key.Connection}' is of the kind '{target.Kind}', which {(setting.Type == Channel ? "sends no orders" : "takes no orders")}.";
            checks.That(lack is null, $"/settings/{setting.Name}", lack ?? "");
        }
    }

    private static bool Fits(SettingManifest setting, IConnector? target)
        => setting.Type == Channel ? target?.Inbound is not null : target?.Manifest.Operations.Any(operation => operation.Name == OrderSteps.Operation(OrderSteps.Book)) ?? false;

    /// <summary>Settings whose value is the id of another connection.</summary>
    public static IEnumerable<SettingManifest> References(ConnectorManifest manifest) => manifest.Settings.Where(setting => setting.Type is Erp or Channel);

    private static bool Fits(JsonNode? value, string type) => (value?.GetValueKind(), type) switch
    {
        (null, _) => true,
        (JsonValueKind.String, "string" or "url" or Erp or Channel) => true,
        (JsonValueKind.Number, "number" or "duration") => true,
        (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
        (JsonValueKind.Object or JsonValueKind.Array, "object") => true,
        _ => type is not ("string" or "url" or Erp or Channel or "number" or "duration" or "boolean" or "object"),
    };
}
