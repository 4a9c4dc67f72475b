using System.Globalization;
using System.Text.Json;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Shopify.Admin;

/// <summary>
/// Tells failures of the Admin API apart, by status (https://shopify.dev/docs/api/usage/response-codes) and, since most errors of GraphQL come with
/// 200, by <c>errors[].extensions.code</c>. An answer without <c>data</c> was refused before anything was executed (GraphQL, section 7.1).
/// </summary>
internal static class ShopifyErrors
{
    public const string Unauthorized = "unauthorized";

    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    public static ShopifyReply Read(EgressOutcome outcome, ShopifyQuery query, IReadOnlyCollection<string> secrets) => outcome switch
    {
        EgressOutcome.NotSent { Code: "refused" } refused => Refused(FailureClass.Auth, "address_refused", refused.Reason),
        EgressOutcome.NotSent unsent => Refused(FailureClass.Transient, unsent.Code, unsent.Reason),
        EgressOutcome.InDoubt doubt => new ShopifyReply.Unclear(doubt.Reason),
        EgressOutcome.Answered { Status: 200 } answer => ReadBody(answer, query, secrets),
        EgressOutcome.Answered answer => OfStatus(answer),
        _ => throw new InvalidOperationException($"Outcome {outcome.GetType().Name} is not known."),
    };

    /// <summary>What a status means that is no answer to a query; also of the token endpoint.</summary>
    public static ShopifyReply OfStatus(EgressOutcome.Answered answer) => answer.Status switch
    {
        400 or 406 or 413 or 414 or 415 or 422 => Refused(FailureClass.Schema, "malformed", $"Shopify could not read the request (status {answer.Status})."),
        401 => Refused(FailureClass.Auth, Unauthorized, "Shopify refuses the access token. Put a valid one into the connection, or a refresh token."),
        402 => Refused(FailureClass.Auth, "shop_frozen", "Shopify has frozen the shop: its owner must pay the bill."),
        403 => Refused(FailureClass.Auth, "forbidden", "Shopify forbids the request: the app lacks an access scope, or it was removed from the shop."),
        404 => Refused(FailureClass.Auth, "wrong_address", "There is no such shop or API version. Correct the settings shop, url and version."),
        423 => Refused(FailureClass.Auth, "shop_locked", "Shopify has locked the shop; its owner must ask Shopify's support."),
        429 or 430 => new ShopifyReply.Refused(new(FailureClass.Throttled, "throttled", "Shopify asks to call less often.", RetryAfter(answer))),
        >= 300 and < 400 => Refused(FailureClass.Auth, "wrong_address", "The address answers with a redirect. Correct the settings shop and url."),
        var status => new ShopifyReply.Unclear($"The answer (status {status}, {answer.Body.Length} bytes) is no answer to a query."),
    };

    /// <summary>One line, bounded, and without the connection's secrets, which a server may echo.</summary>
    public static string Shown(string message, IReadOnlyCollection<string> secrets)
    {
        var clean = secrets.Where(secret => secret.Length > 0).Aggregate(message, (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));
        var line = string.Join(' ', new string([.. clean.Select(letter => char.IsControl(letter) ? ' ' : letter)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length > ShopifyLimits.MessageLengthMax ? string.Concat(line.AsSpan(0, ShopifyLimits.MessageLengthMax), "…") : line;
    }

    private static ShopifyReply ReadBody(EgressOutcome.Answered answer, ShopifyQuery query, IReadOnlyCollection<string> secrets)
    {
        try
        {
            var json = JsonElement.Parse(answer.Body.Span);
            return json.ValueKind is not JsonValueKind.Object ? new ShopifyReply.Unclear("The answer is no answer to a query.")
                : json.TryGetProperty("errors", out var errors) && errors.ValueKind is JsonValueKind.Array && errors.GetArrayLength() > 0 ? OfErrors(json, errors[0], query, secrets)
                : json.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object && data.TryGetProperty(query.Root, out var root) ? new ShopifyReply.Data(root)
                : new ShopifyReply.Unclear("The answer has neither data nor errors.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new ShopifyReply.Unclear("The answer is not valid JSON.");
        }
    }

    private static ShopifyReply OfErrors(JsonElement answer, JsonElement error, ShopifyQuery query, IReadOnlyCollection<string> secrets)
    {
        var code = Text(error, "extensions", "code");
        var message = Shown(Text(error, "message") ?? "no message", secrets);
        return code switch
        {
            "THROTTLED" => new ShopifyReply.Refused(new(FailureClass.Throttled, "throttled", "Shopify's bucket of cost points is empty.", ShopifyCost.Of(answer)?.Wait)),
            "ACCESS_DENIED" => Refused(FailureClass.Auth, "forbidden", $"Shopify denies the access: {message} Give the app the scope that is named there."),
            "SHOP_INACTIVE" => Refused(FailureClass.Auth, "shop_inactive", "The shop is not active; its owner must open it again."),
            "MAX_COST_EXCEEDED" => Refused(FailureClass.Schema, "query_too_large", $"Shopify refuses the query {query.Name} for its cost: {message}"),
            _ when !answer.TryGetProperty("data", out _) && code is not "INTERNAL_SERVER_ERROR" => Refused(FailureClass.Schema, "not_understood", $"Shopify does not understand the query {query.Name}: {message} Check the setting version."),
            _ => new ShopifyReply.Unclear($"Shopify failed in the query {query.Name}: {message}"),
        };
    }

    private static string? Text(JsonElement of, params string[] path)
    {
        foreach (var name in path)
        {
            if (of.ValueKind is not JsonValueKind.Object || !of.TryGetProperty(name, out of))
            {
                return null;
            }
        }

        return of.ValueKind is JsonValueKind.String ? of.GetString() : null;
    }

    // In seconds, written 2.0; a date is not read, since the other clock is not ours.
    private static TimeSpan? RetryAfter(EgressOutcome.Answered answer)
        => answer.Headers.TryGetValue("Retry-After", out var text) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds((double)Math.Min(seconds, (decimal)RetryAfterMax.TotalSeconds))
            : null;

    private static ShopifyReply.Refused Refused(FailureClass failure, string code, string message) => new(new Failure(failure, code, message));
}
