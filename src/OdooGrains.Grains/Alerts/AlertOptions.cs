using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Webhooks;

namespace OdooGrains.Grains.Alerts;

/// <summary>Where the platform itself is told of alerts; settings of the section <c>Alerts</c>. By default nowhere: the log and the metrics tell.</summary>
public sealed record AlertOptions
{
    /// <summary>Null to send the platform no webhooks.</summary>
    public Uri? Url { get; init; }

    /// <summary>What they are signed with, <c>whsec_…</c>.</summary>
    public string? Secret { get; init; }

    /// <summary>What is wrong with the options, one sentence each; empty when they are good.</summary>
    public IReadOnlyList<string> Problems() => this switch
    {
        { Url: null, Secret: null } => [],
        { Url: null } => ["Alerts__Secret is set, but Alerts__Url is not; set both or none."],
        { Secret: null } => ["Alerts__Url is set, but Alerts__Secret is not; set both or none."],
        _ => [.. new[] { EgressRules.Problem(Url) is { } url ? $"Alerts__Url: {url}" : null, StandardWebhook.Problem(Secret) is { } secret ? $"Alerts__Secret: {secret}" : null }.OfType<string>()],
    };

    // The secret must not come into a log.
    public override string ToString() => $"Alerts to {Url?.GetLeftPart(UriPartial.Path) ?? "nowhere"}";
}
