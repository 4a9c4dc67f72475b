using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo.Rpc;

/// <summary>
/// What both protocols share: JSON out, and what an answer means before its body is looked at. HTTP codes tell little (odoo.md, section 3):
/// 500 is mostly a permanent error and 200 may be one, so only what certainly never reached Odoo's method is decided here.
/// </summary>
internal sealed class OdooHttp(IEgress egress, Uri url)
{
    public async Task<OdooReply> PostAsync(string path, JsonObject body, IReadOnlyList<KeyValuePair<string, string>> headers, TimeSpan timeout, Func<int, JsonElement, OdooReply?> read, CancellationToken cancellation)
    {
        var outcome = await egress.SendAsync(
            new() { Method = "POST", Url = At(path), Headers = headers, ContentType = "application/json", Body = Encoding.UTF8.GetBytes(body.ToJsonString()), Timeout = timeout },
            cancellation);
        return Read(outcome, read);
    }

    public async Task<OdooReply> GetAsync(string path, CancellationToken cancellation)
        => Read(await egress.SendAsync(new() { Method = "GET", Url = At(path), Timeout = OdooLimits.ReadTimeout }, cancellation), (status, json) => status == 200 ? new OdooReply.Value(json) : null);

    private static OdooReply Read(EgressOutcome outcome, Func<int, JsonElement, OdooReply?> read) => outcome switch
    {
        EgressOutcome.NotSent refused when refused.Code == "refused" => Refused(FailureClass.Auth, "address_refused", refused.Reason),
        EgressOutcome.NotSent unsent => Refused(FailureClass.Transient, unsent.Code, unsent.Reason),
        EgressOutcome.InDoubt doubt => new OdooReply.Unclear(doubt.Reason),
        EgressOutcome.Answered { Status: 429 } busy => new OdooReply.Refused(new(FailureClass.Throttled, "throttled", "Odoo, or a proxy before it, asks to call less often.", RetryAfterField.Of(busy.Headers))),
        EgressOutcome.Answered { Status: >= 300 and < 400 } => Refused(FailureClass.Auth, "wrong_address", "The address answers with a redirect. Correct the connection's url, or its protocol: JSON-2 needs Odoo 19."),
        EgressOutcome.Answered answer => ReadBody(answer, read),
        _ => throw new InvalidOperationException($"Outcome {outcome.GetType().Name} is not known."),
    };

    private static OdooReply ReadBody(EgressOutcome.Answered answer, Func<int, JsonElement, OdooReply?> read)
    {
        try
        {
            if (Json(answer.Body) is { } json && read(answer.Status, json) is { } reply)
            {
                return reply;
            }
        }
        catch (OdooShapeException unreadable)
        {
            return new OdooReply.Unclear(unreadable.Message);
        }

        var page = Encoding.UTF8.GetString(answer.Body.Span);
        return answer.Status switch
        {
            401 => Refused(FailureClass.Auth, "unauthorized", "The address asks for other credentials than the connection has."),
            400 when page.StartsWith("Invalid JSON", StringComparison.Ordinal) => Refused(FailureClass.Schema, "malformed", "Odoo could not read the call."),
            404 when page.Contains("No database is selected", StringComparison.Ordinal) => Refused(FailureClass.Auth, "unknown_database", "Odoo has no database of the connection's name. Correct the setting database."),
            413 => Refused(FailureClass.Schema, "too_large", "The call is larger than Odoo, or a proxy before it, takes."),
            _ => new OdooReply.Unclear($"The answer (status {answer.Status}, {answer.Body.Length} bytes) is none of Odoo's.", answer.Status),
        };
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

    private static OdooReply.Refused Refused(FailureClass failure, string code, string message) => new(new Failure(failure, code, message));

    private Uri At(string path) => new(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);
}
