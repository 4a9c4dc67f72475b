using System.Globalization;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Shopify.Stock;

/// <summary>
/// What the user errors of inventorySetQuantities say of each level
/// (https://shopify.dev/docs/api/admin-graphql/latest/enums/InventorySetQuantitiesUserErrorCode). With one error nothing is set.
/// </summary>
internal static class QuantityErrors
{
    /// <summary>One outcome a level; <see cref="StockPushOutcome.ChangedElsewhere"/> without the actual level.</summary>
    public static IReadOnlyList<StockPushOutcome> Outcomes(IReadOnlyList<JsonView> errors, int levels, IReadOnlyCollection<string> secrets)
    {
        var all = errors.Select(error => OfAll(error, secrets)).FirstOrDefault(outcome => outcome is not null);
        return [.. Enumerable.Range(0, levels).Select(index => all ?? OfLevel(errors, index, secrets))];
    }

    private static StockPushOutcome? OfAll(JsonView error, IReadOnlyCollection<string> secrets) => error.Text("code") switch
    {
        // The same push is under way, ours from before.
        "IDEMPOTENCY_CONCURRENT_REQUEST" => new StockPushOutcome.InDoubt("Shopify is still at the same push."),
        "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED" => Failed(FailureClass.Transient, "key_used_up", "Shopify refused a push with this key before and wants another key for the next."),
        "IDEMPOTENCY_KEY_PARAMETER_MISMATCH" => Failed(FailureClass.Schema, "key_used_twice", "Shopify has seen this key with other levels; a key belongs to one quantity."),
        "INVALID_LOCATION" => Failed(FailureClass.Business, "setting_missing", $"The shop has no location of the setting {ShopifySettings.Location}; correct it, or run the connection's test again."),
        _ when Index(error) is null => Failed(FailureClass.Business, "refused", $"Shopify refuses the levels: {Message(error, secrets)}"),
        _ => null,
    };

    private static StockPushOutcome OfLevel(IReadOnlyList<JsonView> errors, int index, IReadOnlyCollection<string> secrets)
        => errors.Where(error => Index(error) == index).Select(error => OfLevel(error, secrets)).FirstOrDefault()
            ?? Failed(FailureClass.Transient, EffectFailures.RefusedTogether, "Shopify refused the push for another level of it.");

    private static StockPushOutcome OfLevel(JsonView error, IReadOnlyCollection<string> secrets) => error.Text("code") switch
    {
        "CHANGE_FROM_QUANTITY_STALE" or "COMPARE_QUANTITY_STALE" => new StockPushOutcome.ChangedElsewhere(null),
        "INVALID_INVENTORY_ITEM" or "ITEM_NOT_STOCKED_AT_LOCATION" or "NON_MUTABLE_INVENTORY_ITEM" => new StockPushOutcome.UnknownItem(Message(error, secrets)),
        _ => Failed(FailureClass.Business, "refused", $"Shopify refuses the level: {Message(error, secrets)}"),
    };

    // input, quantities, 3, changeFromQuantity
    private static int? Index(JsonView error)
        => error.Items("field").Select(part => part.String()).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : (int?)null).FirstOrDefault(index => index is not null);

    private static string Message(JsonView error, IReadOnlyCollection<string> secrets) => ShopifyErrors.Shown(error.Text("message") ?? "no reason given", secrets);

    private static StockPushOutcome.Failed Failed(FailureClass failure, string code, string message) => new(new Failure(failure, code, message));
}
