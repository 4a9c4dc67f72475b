using OdooGrains.Connectors.Egress;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>SIMULATION of the network between the platform and simulated vendors, in virtual time: each request takes half of its time there and back.</summary>
internal sealed class Wire(TimeProvider time) : IEgress
{
    private readonly Dictionary<string, (TimeSpan Takes, Func<EgressRequest, EgressOutcome> Answer)> _hosts = new(StringComparer.Ordinal);

    /// <summary>Requests a host.</summary>
    public Dictionary<string, int> Requests { get; } = new(StringComparer.Ordinal);

    public void Add(string host, TimeSpan takes, ISimulatedSite site) => _hosts.Add(host, (takes, request => Answer(site, request)));

    public void Add(string host, TimeSpan takes, SimulatedOdoo odoo) => _hosts.Add(host, (takes, request => Answer(odoo, request)));

    public async Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        var (takes, answer) = _hosts[request.Url.Host];
        Requests[request.Url.Host] = Requests.GetValueOrDefault(request.Url.Host) + 1;
        await Task.Delay(takes / 2, time, CancellationToken.None);
        var answered = answer(request);
        await Task.Delay(takes / 2, time, CancellationToken.None);
        return answered;
    }

    private static EgressOutcome.Answered Answer(ISimulatedSite site, EgressRequest request)
    {
        var query = request.Url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=', 2))
            .ToLookup(field => Uri.UnescapeDataString(field[0]), field => Uri.UnescapeDataString(field[1]), StringComparer.Ordinal);
        var answer = site.Handle(new(request.Method, request.Url.AbsolutePath, query, Headers(request), request.Body));
        return Answered(answer.Status, answer.Headers, answer.Body);
    }

    private static EgressOutcome.Answered Answer(SimulatedOdoo odoo, EgressRequest request)
    {
        var answer = odoo.Handle(new(request.Method, request.Url.AbsolutePath, Headers(request), request.Body));
        return Answered(answer.Status, answer.Headers, answer.Body);
    }

    private static Dictionary<string, string> Headers(EgressRequest request)
    {
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        if (request.ContentType is { } type)
        {
            headers["Content-Type"] = type;
        }

        return headers;
    }

    private static EgressOutcome.Answered Answered(int status, IEnumerable<KeyValuePair<string, string>> headers, byte[] body)
        => new(status, headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(header => header.Key, header => header.Last().Value, StringComparer.OrdinalIgnoreCase), body);
}
