using OdooGrains.Api.Auth;
using OpenTelemetry.Metrics;

namespace OdooGrains.Host.Telemetry;

/// <summary><c>GET /metrics</c>: collects now and answers the text. One scrape at a time.</summary>
internal sealed class PrometheusScrape(BaseExportingMetricReader reader, PrometheusText text)
{
    private readonly Lock _gate = new();

    public string Collect()
    {
        lock (_gate)
        {
            reader.Collect();
            return text.Text;
        }
    }
}

internal static class PrometheusEndpoint
{
    public static void MapPrometheus(this WebApplication app)
        => app.MapGet("/metrics", (PrometheusScrape scrape) => TypedResults.Text(scrape.Collect(), "text/plain; version=0.0.4; charset=utf-8"))
            .ExcludeFromDescription()
            .For(Access.Open);
}
