using System.Text;
using OdooGrains.Connectors.Egress;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Connectors.Tests.Kit;

/// <summary>SIMULATION: answers calls from a simulated site, without sockets.</summary>
internal sealed class SiteEgress(ISimulatedSite site) : IEgress
{
    public List<EgressRequest> Requests { get; } = [];

    /// <summary>What happens instead of a call, where it is not null.</summary>
    public Func<EgressRequest, EgressOutcome?>? Instead { get; set; }

    public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        Requests.Add(request);
        return Task.FromResult(cancellation.IsCancellationRequested ? new EgressOutcome.InDoubt("cancelled", "The call was cancelled.") : Instead?.Invoke(request) ?? Answer(request));
    }

    public static EgressOutcome.Answered Answered(int status, string body = "", params (string Name, string Value)[] headers)
        => new(status, headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase), Encoding.UTF8.GetBytes(body));

    private EgressOutcome Answer(EgressRequest request)
    {
        var query = request.Url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=', 2))
            .ToLookup(field => Uri.UnescapeDataString(field[0]), field => Uri.UnescapeDataString(field[1]), StringComparer.Ordinal);
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        var answer = site.Handle(new(request.Method, request.Url.AbsolutePath, query, headers, request.Body));
        return answer.IsLost
            ? new EgressOutcome.InDoubt("broken", "The connection broke.")
            : new EgressOutcome.Answered(answer.Status, answer.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase), answer.Body);
    }
}
