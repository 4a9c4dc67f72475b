using System.Globalization;
using System.Text.Json;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Stripe;

/// <summary>Reads from Stripe's API; nothing is written (https://docs.stripe.com/api).</summary>
internal sealed class StripeApi(IEgress egress)
{
    /// <summary>The version that answers are read in, whatever the account's default is (https://docs.stripe.com/api/versioning).</summary>
    private const string Version = "2025-03-31.basil";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The answer of one GET, or why there is none.</summary>
    public async Task<(JsonElement? Answer, Failure? Failure)> GetAsync(ConnectionConfig connection, string pathAndQuery, CancellationToken cancellation)
    {
        var settings = new StripeSettings(connection);
        if (connection.Secret(StripeSettings.ApiKey) is not { } key)
        {
            return (null, new(FailureClass.Auth, "no_api_key", "The connection has no apiKey; make a restricted key with read access to events at Stripe and store it."));
        }

        List<KeyValuePair<string, string>> headers = [new("Authorization", $"Bearer {key}"), new("Stripe-Version", Version)];
        if (settings.Account is { } account)
        {
            headers.Add(new("Stripe-Account", account));
        }

        var outcome = await egress.SendAsync(new() { Method = "GET", Url = new(settings.Url, pathAndQuery), Headers = headers, Timeout = Timeout }, cancellation);
        return Read(outcome);
    }

    private static (JsonElement?, Failure?) Read(EgressOutcome outcome) => outcome switch
    {
        EgressOutcome.Answered { Status: 200 } answer => Json(answer.Body) is { } json ? (json, null) : (null, new(FailureClass.Transient, "unreadable", "Stripe's answer is no JSON.")),
        EgressOutcome.Answered answer => (null, Refused(answer)),
        EgressOutcome.NotSent { Code: "refused" } refused => (null, new(FailureClass.Auth, "address_refused", refused.Reason)),
        EgressOutcome.NotSent unsent => (null, new(FailureClass.Transient, unsent.Code, unsent.Reason)),
        EgressOutcome.InDoubt doubt => (null, new(FailureClass.Transient, doubt.Code, doubt.Reason)),
        _ => throw new InvalidOperationException($"Outcome {outcome.GetType().Name} is not known."),
    };

    private static JsonElement? Json(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // https://docs.stripe.com/api/errors; the message may repeat parts of a key and is not shown.
    private static Failure Refused(EgressOutcome.Answered answer) => answer.Status switch
    {
        401 or 403 => new(FailureClass.Auth, "credentials", "Stripe refuses the apiKey, or the key may not read events. Store a key with that right."),
        429 => new(FailureClass.Throttled, "throttled", "Stripe asks to call less often.", RetryAfterField.Of(answer.Headers)),
        400 or 404 => new(FailureClass.Schema, "not_understood", string.Create(CultureInfo.InvariantCulture, $"Stripe answers the read with status {answer.Status}.")),
        _ => new(FailureClass.Transient, "no_answer", string.Create(CultureInfo.InvariantCulture, $"Stripe answers with status {answer.Status}.")),
    };
}
