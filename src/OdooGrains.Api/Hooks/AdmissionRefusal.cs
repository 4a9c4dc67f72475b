using System.Globalization;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Api.Hooks;

/// <summary>Why an event may not come in now, also in the words of the RateLimit header fields (draft-ietf-httpapi-ratelimit-headers).</summary>
/// <param name="Outcome">rate or backlog.</param>
/// <param name="Detail">A sentence: which quota is used up, and the remedy.</param>
/// <param name="Wait">When it may come again.</param>
/// <param name="Fields">RateLimit-Policy and RateLimit.</param>
public sealed record AdmissionRefusal(string Outcome, string Detail, TimeSpan Wait, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    internal static string Word(AdmissionClass kind) => kind.ToString().ToLowerInvariant();

    internal static AdmissionRefusal Rate(AdmissionClass kind, Quota quota, TimeSpan wait) => new(
        "rate",
        string.Create(CultureInfo.InvariantCulture, $"The tenant sends more events of the class '{Word(kind)}' than {quota.PerSecond} a second and {quota.Burst} at once; nothing was stored. Send it again after Retry-After."),
        wait,
        Header(Word(kind), quota.Burst, wait, $";w={Seconds(TimeSpan.FromSeconds(quota.Burst / quota.PerSecond))}"));

    internal static AdmissionRefusal Backlog(AdmissionClass kind, Quota quota, TimeSpan wait) => new(
        "backlog",
        string.Create(CultureInfo.InvariantCulture, $"{quota.BacklogMax} events of the class '{Word(kind)}' wait to be worked off, which is the tenant's limit; nothing was stored. Send it again after Retry-After."),
        wait,
        Header($"{Word(kind)}-backlog", quota.BacklogMax, wait, ""));

    private static IReadOnlyList<KeyValuePair<string, string>> Header(string name, long quota, TimeSpan wait, string window) =>
    [
        new("RateLimit-Policy", string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={quota}{window}")),
        new("RateLimit", $"\"{name}\";r=0;t={Seconds(wait)}"),
    ];

    private static string Seconds(TimeSpan time) => Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString("F0", CultureInfo.InvariantCulture);
}
