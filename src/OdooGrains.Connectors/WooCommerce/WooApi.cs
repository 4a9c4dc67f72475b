using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>The REST API wc/v3 with Basic authentication (https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-https).</summary>
internal sealed partial class WooApi(IEgress egress)
{
    /// <summary>A shop on a shared host takes its time; PHP itself ends most requests after 30 s. 40 s.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    public Task<WooReply> GetAsync(ConnectionConfig connection, string pathAndQuery, CancellationToken cancellation) => SendAsync(connection, "GET", pathAndQuery, null, cancellation);

    public async Task<WooReply> SendAsync(ConnectionConfig connection, string method, string pathAndQuery, JsonObject? body, CancellationToken cancellation)
    {
        if (connection.Secret(WooSettings.ConsumerKey) is not { } key || connection.Secret(WooSettings.ConsumerSecret) is not { } secret)
        {
            return Refused(FailureClass.Auth, "no_keys", "The connection has no consumerKey and consumerSecret; make them in WooCommerce: Settings, Advanced, REST API, with the right to read and write.");
        }

        var request = new EgressRequest
        {
            Method = method,
            Url = new($"{new WooSettings(connection).Url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/wp-json/wc/v3/{pathAndQuery}"),
            Headers = [new("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:{secret}"))}")],
            ContentType = body is null ? null : "application/json",
            Body = body is null ? default : Encoding.UTF8.GetBytes(body.ToJsonString()),
            Timeout = Timeout,
        };
        return Read(await egress.SendAsync(request, cancellation));
    }

    private static WooReply Read(EgressOutcome outcome) => outcome switch
    {
        EgressOutcome.Answered answer => Read(answer),
        EgressOutcome.NotSent { Code: "refused" } refused => Refused(FailureClass.Auth, "address_refused", refused.Reason),
        EgressOutcome.NotSent unsent => Refused(FailureClass.Transient, unsent.Code, unsent.Reason),
        EgressOutcome.InDoubt doubt => new WooReply.Unclear(doubt.Reason),
        _ => throw new InvalidOperationException($"Outcome {outcome.GetType().Name} is not known."),
    };

    // Errors read {"code": "woocommerce_rest_…", "message": "…", "data": {"status": 404}}; the message may repeat what was sent and is not shown.
    private static WooReply Read(EgressOutcome.Answered answer)
    {
        var json = Json(answer.Body);
        var code = json is { ValueKind: JsonValueKind.Object } error ? CodeOf(new(error, "")) : null;
        return answer.Status switch
        {
            >= 200 and < 300 when json is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } value => new WooReply.Value(value),
            >= 300 and < 400 => Refused(FailureClass.Auth, "wrong_address", "The address answers with a redirect. Correct the connection's url."),
            401 or 403 => Refused(FailureClass.Auth, code ?? "credentials", "WooCommerce refuses the consumerKey, or the key may not do this. Make one with the right to read and write."),
            404 when code == "rest_no_route" => Refused(FailureClass.Auth, code, "WordPress answers, and WooCommerce's REST API does not. Check the url, and that WooCommerce is active."),
            404 when code is not null => Refused(FailureClass.Business, code, "The shop does not have it any more."),
            429 => new WooReply.Refused(new(FailureClass.Throttled, "throttled", "The shop, or its host, asks to call less often.", RetryAfterField.Of(answer.Headers))),
            400 when code is not null => Refused(FailureClass.Business, code, $"WooCommerce refuses it: {code}."),
            413 => Refused(FailureClass.Schema, "too_large", "The call is larger than the shop's host takes."),
            _ => new WooReply.Unclear(string.Create(CultureInfo.InvariantCulture, $"The answer (status {answer.Status}, {answer.Body.Length} bytes) is none of WooCommerce's.")),
        };
    }

    private static string? CodeOf(JsonView error)
    {
        try
        {
            return error.Text("code") is { } code && Code().IsMatch(code) ? code : null;
        }
        catch (JsonShapeException)
        {
            return null;
        }
    }

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

    private static WooReply.Refused Refused(FailureClass failure, string code, string message) => new(new Failure(failure, code, message));

    [GeneratedRegex("^[a-z][a-z0-9_]{0,79}$")]
    private static partial Regex Code();
}
