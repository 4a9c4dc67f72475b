using System.Diagnostics;
using OdooGrains.Domain.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OdooGrains.Host.Telemetry;

/// <summary>Traces and metrics of the platform and of the frameworks below it; to OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and to <c>/metrics</c> always.</summary>
internal static class PlatformTelemetry
{
    private static readonly string[] Meters = [Instruments.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql"];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        KeepContext();
        var hasCollector = configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var prometheus = new PrometheusText();
        var reader = new BaseExportingMetricReader(prometheus);
        var sdk = OpenTelemetrySdk.Create(builder =>
        {
            builder.WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters).AddReader(reader);
                if (hasCollector)
                {
                    metrics.AddOtlpExporter();
                }
            });
            if (hasCollector)
            {
                builder.WithTracing(traces => traces.AddSource(Instruments.Name, "Microsoft.AspNetCore", "System.Net.Http").AddOtlpExporter());
            }
        });
        return services.AddSingleton(sdk).AddSingleton(new PrometheusScrape(reader, prometheus)).AddHostedService<TelemetryFlush>();
    }

    /// <summary>One JSON object a line on the console, in UTC, with scopes; and to OTLP where a collector is set.</summary>
    public static ILoggingBuilder AddPlatformLogging(this ILoggingBuilder logging)
    {
        logging.ClearProviders().AddJsonConsole(options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
        {
            logging.AddOpenTelemetry(options => options.AddOtlpExporter());
        }

        return logging;
    }

    // Without a collector nobody listens and no span exists; the trace context is carried from webhook to ERP all the same, for those who do.
    private static void KeepContext() => ActivitySource.AddActivityListener(new()
    {
        ShouldListenTo = source => source.Name == Instruments.Name,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    });

    // The SDK is made before the host; it ends, and sends what it holds, with the host.
    private sealed class TelemetryFlush(OpenTelemetrySdk sdk) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            sdk.Dispose();
            return Task.CompletedTask;
        }
    }
}
