using System.Collections.Concurrent;
using OdooGrains.Connectors.Egress;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Benchmarks.Flash;

/// <summary>Carries the connector's requests to simulated Odoos without sockets, each to the one that its host names, and adds up what they cost there.</summary>
internal sealed class OdooWire(IReadOnlyDictionary<string, OdooWorkers> byHost) : IEgress
{
    private readonly ConcurrentDictionary<(string Host, string Model), (int Calls, TimeSpan Busy)> _spent = new();

    /// <summary>Time that workers of an Odoo were busy with calls on a model.</summary>
    public TimeSpan BusyWith(string host, string model) => _spent.GetValueOrDefault((host, model)).Busy;

    /// <summary>The same of all calls.</summary>
    public TimeSpan Busy(string host) => Spent(host).Aggregate(TimeSpan.Zero, (sum, one) => sum + one.Value.Busy);

    public int Calls(string host) => Spent(host).Sum(one => one.Value.Calls);

    public async Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        var headers = request.Headers.Append(new("Content-Type", request.ContentType ?? "")).ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        if (await byHost[request.Url.Host].HandleAsync(new(request.Method, request.Url.AbsolutePath, headers, request.Body)) is not { } answer)
        {
            return new EgressOutcome.InDoubt("broken", "The simulated Odoo reset the connection: its backlog is full.");
        }

        // JSON-2: /json/2/{model}/{method}.
        var model = request.Url.Segments is [_, _, _, var name, ..] ? name.TrimEnd('/') : "";
        _spent.AddOrUpdate((request.Url.Host, model), (1, answer.ServiceTime), (_, so) => (so.Calls + 1, so.Busy + answer.ServiceTime));
        return new EgressOutcome.Answered(answer.Status, answer.Headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(field => field.Key, field => string.Join(", ", field.Select(header => header.Value)), StringComparer.OrdinalIgnoreCase), answer.Body);
    }

    private IEnumerable<KeyValuePair<(string Host, string Model), (int Calls, TimeSpan Busy)>> Spent(string host) => _spent.Where(one => one.Key.Host == host);
}
