using System.Text.Json;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Connectors.Shopify.Admin;

/// <summary>
/// What an answer says of the bucket of cost points: <c>extensions.cost</c> with what the query asked for and, in <c>throttleStatus</c>, what the
/// bucket holds (https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits). A query leaves when all that it asks for is there; in the end
/// it costs what it found.
/// </summary>
internal sealed record ShopifyCost(double Requested, double Maximum, double Available, double PerSecond)
{
    private const string Name = "graphql cost";

    /// <summary>For <see cref="EgressRequest.Limits"/>.</summary>
    public static IReadOnlyList<BudgetReading> Readings(EgressOutcome.Answered answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return Of(document.RootElement) is { } cost ? [new(new(Name, cost.PerSecond, cost.Maximum, CallUnit.Points), Math.Clamp(cost.Available, 0, cost.Maximum))] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Null where the answer says nothing that makes sense.</summary>
    public static ShopifyCost? Of(JsonElement answer)
        => Member(Member(answer, "extensions"), "cost") is { } cost && Member(cost, "throttleStatus") is { } status
            && Number(status, "maximumAvailable") is { } maximum and > 0 && Number(status, "currentlyAvailable") is { } available && Number(status, "restoreRate") is { } rate and > 0
            ? new(Number(cost, "requestedQueryCost") ?? 0, maximum, available, rate)
            : null;

    /// <summary>When there will be enough for the query that was refused; at least a moment, at most <see cref="ShopifyLimits.ThrottleMax"/>.</summary>
    public TimeSpan Wait => TimeSpan.FromMilliseconds(Math.Clamp(Math.Floor((Math.Min(Requested, Maximum) - Available) / PerSecond * 1_000) + 1, 100, ShopifyLimits.ThrottleMax.TotalMilliseconds));

    private static JsonElement? Member(JsonElement? of, string name) => of is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    private static double? Number(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
}
