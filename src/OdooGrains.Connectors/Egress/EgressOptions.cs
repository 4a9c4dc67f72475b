using System.Net;

namespace OdooGrains.Connectors.Egress;

/// <summary>What the operator lets outbound calls do. Secure by default: public addresses over https only.</summary>
public sealed record EgressOptions
{
    /// <summary>
    /// Hosts (<c>odoo.internal</c>), addresses (<c>10.0.0.7</c>) and networks (<c>10.0.0.0/8</c>) that may be private or this machine, and
    /// may be called without https. Default none.
    /// </summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>How long resolving and connecting may take. Default 2 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest body that is read of an answer, in bytes. Default 8 MiB.</summary>
    public int ResponseBytesMax { get; init; } = 8 * 1024 * 1024;

    /// <summary>The largest header block of an answer, in KiB. Default 64.</summary>
    public int ResponseHeaderKibMax { get; init; } = 64;

    /// <summary>What is wrong with the options, one sentence each; empty when they are good.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. Allow.Where(entry => entry.Contains('/', StringComparison.Ordinal) ? !IPNetwork.TryParse(entry, out _) : Uri.CheckHostName(entry) is UriHostNameType.Unknown)
            .Select(entry => $"Egress:Allow entry '{entry}' must be a host name, an address or a network such as 10.0.0.0/8."),
    ];
}
