using System.Globalization;

namespace OdooGrains.Connectors.Egress;

/// <summary>Retry-After in seconds (RFC 9110, section 10.2.3); a date is not read, since the other clock is not ours.</summary>
internal static class RetryAfterField
{
    /// <summary>A longer wait is not believed: 1 h.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromHours(1);

    public static TimeSpan? Of(IReadOnlyDictionary<string, string> headers)
        => headers.TryGetValue("Retry-After", out var text) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds((double)Math.Min(seconds, (decimal)Max.TotalSeconds))
            : null;
}
