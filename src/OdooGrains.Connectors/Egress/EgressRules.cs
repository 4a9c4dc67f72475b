using System.Net;

namespace OdooGrains.Connectors.Egress;

/// <summary>Decides which addresses a host may lead to. Judged on the addresses that are connected to, never on the text of a URL.</summary>
public sealed class EgressRules
{
    // Services that speak first or line by line, and so could be driven by a crafted request.
    private static readonly HashSet<int> PortsRefused = [21, 22, 23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 465, 587, 993, 995, 1433, 2049, 2379, 3306, 3389, 5432, 6379, 9200, 11211, 27017];

    private readonly HashSet<string> _hosts;
    private readonly IReadOnlyList<IPNetwork> _networks;

    public EgressRules(EgressOptions options)
    {
        if (options.Problems() is [_, ..] problems)
        {
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        }

        _hosts = [.. options.Allow.Where(entry => !IsNetwork(entry)).Select(Normal)];
        _networks = [.. options.Allow.Where(IsNetwork).Select(Network)];
    }

    /// <summary>Why the URL may not be called whatever its host resolves to, or null.</summary>
    public static string? Problem(Uri url) => url switch
    {
        { IsAbsoluteUri: false } => "The URL must be absolute.",
        { Scheme: not ("https" or "http") } => $"The scheme '{url.Scheme}' is not https.",
        { UserInfo.Length: > 0 } => "The URL must not carry a user name or password; put them into the connection's secrets.",
        { Host.Length: 0 } => "The URL names no host.",
        _ when PortsRefused.Contains(url.Port) => $"Port {url.Port} is not one of a web server.",
        _ => null,
    };

    /// <summary>Why the host with these addresses may not be called, or null. One bad address refuses all: which one answers is chance.</summary>
    public string? Problem(Uri url, IReadOnlyCollection<IPAddress> addresses)
    {
        if (addresses.Count == 0)
        {
            return $"{url.IdnHost} resolves to no address.";
        }

        var hostIsAllowed = _hosts.Contains(Normal(url.IdnHost));
        foreach (var address in addresses)
        {
            var isAllowed = hostIsAllowed || _networks.Any(network => network.Contains(AddressTable.Unwrap(address)));
            var problem = AddressTable.KindOf(address) switch
            {
                AddressKind.Forbidden => $"{url.IdnHost} resolves to {address}, which is never called.",
                AddressKind.Private or AddressKind.Loopback when !isAllowed => $"{url.IdnHost} resolves to the internal address {address}. The platform's operator can allow it with Egress__Allow.",
                _ when url.Scheme == Uri.UriSchemeHttp && !isAllowed => $"{url.IdnHost} would be called without https. Use https, or let the platform's operator allow it with Egress__Allow.",
                _ => null,
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private static bool IsNetwork(string entry) => entry.Contains('/', StringComparison.Ordinal) || IPAddress.TryParse(entry, out _);

    private static IPNetwork Network(string entry) => IPAddress.TryParse(entry, out var address) ? new(address, address.GetAddressBytes().Length * 8) : IPNetwork.Parse(entry);

    private static string Normal(string host) => host.TrimEnd('.').ToLowerInvariant();
}
