using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>Takes the webhooks of alerts and answers as a test says.</summary>
internal sealed class WebhookReceiver : IEgress
{
    public List<EgressRequest> Requests { get; } = [];

    /// <summary>By the request; 204 unless told otherwise.</summary>
    public Func<EgressRequest, Task<EgressOutcome>> Answer { get; set; } = _ => Status(204);

    /// <summary>What each request said: type, kind and subject.</summary>
    public IEnumerable<string> Said => Requests.Select(request => JsonNode.Parse(request.Body.Span)!).Select(body => $"{body["type"]} {body["data"]!["kind"]} {body["data"]!["subject"]}");

    public static Task<EgressOutcome> Status(int status) => Task.FromResult<EgressOutcome>(new EgressOutcome.Answered(status, new Dictionary<string, string>(), default));

    public static string Header(EgressRequest request, string name) => request.Headers.Single(header => header.Key == name).Value;

    public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        Requests.Add(request);
        return Answer(request);
    }
}
