using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace OdooGrains.Host.Telemetry;

/// <summary>
/// Writes metrics in the Prometheus text format 0.0.4. By hand, since the exporter package is not to be had everywhere; names follow
/// OpenTelemetry's rules for Prometheus (dots to underscores, <c>_total</c> on counters, the unit as a suffix).
/// </summary>
// Push, because with Pull the SDK's own gate leaves each scrape empty.
[ExportModes(ExportModes.Push)]
internal sealed class PrometheusText : BaseExporter<Metric>
{
    private readonly StringBuilder _text = new();

    /// <summary>The text of the last export.</summary>
    public string Text => _text.ToString();

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text.Clear();
        foreach (var metric in batch)
        {
            Write(metric);
        }

        return ExportResult.Success;
    }

    private void Write(Metric metric)
    {
        var isHistogram = metric.MetricType is MetricType.Histogram;
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var name = Name(metric, isCounter);
        _text.Append("# HELP ").Append(name).Append(' ').Append(metric.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(isHistogram ? " histogram" : isCounter ? " counter" : " gauge").Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (isHistogram)
            {
                WriteHistogram(name, in point);
            }
            else
            {
                Sample(name, Labels(point.Tags), Value(metric.MetricType, in point));
            }
        }
    }

    private void WriteHistogram(string name, in MetricPoint point)
    {
        var labels = Labels(point.Tags);
        long count = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            Sample(name + "_bucket", [.. labels, $"le=\"{bound}\""], Number(count));
        }

        Sample(name + "_sum", labels, Number(point.GetHistogramSum()));
        Sample(name + "_count", labels, Number(point.GetHistogramCount()));
    }

    private void Sample(string name, List<string> labels, string value)
    {
        _text.Append(name);
        if (labels.Count > 0)
        {
            _text.Append('{').AppendJoin(',', labels).Append('}');
        }

        _text.Append(' ').Append(value).Append('\n');
    }

    private static string Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => Number(point.GetSumLong()),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
        MetricType.LongGauge => Number(point.GetGaugeLastValueLong()),
        _ => Number(point.GetGaugeLastValueDouble()),
    };

    private static List<string> Labels(ReadOnlyTagCollection tags)
    {
        List<string> labels = [];
        foreach (var (key, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Add($"{Clean(key)}=\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"");
        }

        return labels;
    }

    private static string Name(Metric metric, bool isCounter)
    {
        var unit = metric.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = Clean(metric.Name);
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Clean(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
