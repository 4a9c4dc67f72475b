using System.Net;
using System.Net.Sockets;

namespace OdooGrains.Connectors.Egress;

/// <summary>What an address is to a program that calls addresses which tenants name.</summary>
public enum AddressKind
{
    /// <summary>Reachable over the internet; may be called.</summary>
    Public,
    /// <summary>A private network; may be called only where the operator allows it.</summary>
    Private,
    /// <summary>This machine; may be called only where the operator allows it.</summary>
    Loopback,
    /// <summary>Link-local, cloud metadata, multicast, documentation, tunnels: never called.</summary>
    Forbidden,
}

/// <summary>
/// Sorts addresses after the IANA special-purpose registries (RFC 6890 and its updates). An own table, since <see cref="IPAddress.IsLoopback"/>
/// denies 0.0.0.0, :: and 64:ff9b::7f00:1. IPv4 inside IPv6 is judged by the IPv4 address where the network delivers it there
/// (IPv4-mapped, NAT64), and forbidden where it travels through a relay (6to4, Teredo).
/// </summary>
public static class AddressTable
{
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    // The first match decides, so single addresses stand before the networks around them.
    private static readonly (IPNetwork Network, AddressKind Kind)[] Ranges =
    [
        .. Of(AddressKind.Forbidden, "100.100.100.200/32", "fd00:ec2::254/128"),
        .. Of(AddressKind.Loopback, "127.0.0.0/8", "::1/128"),
        .. Of(AddressKind.Private, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"),
        .. Of(AddressKind.Forbidden, "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        .. Of(AddressKind.Forbidden, "224.0.0.0/4", "240.0.0.0/4"),
        .. Of(AddressKind.Forbidden, "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fe80::/10", "ff00::/8"),
    ];

    public static AddressKind KindOf(IPAddress address)
    {
        var judged = Unwrap(address);
        foreach (var (network, kind) in Ranges)
        {
            if (network.Contains(judged))
            {
                return kind;
            }
        }

        // Outside 2000::/3 no IPv6 address is assigned to anybody on the internet.
        return judged.AddressFamily is AddressFamily.InterNetwork || GlobalUnicast.Contains(judged) ? AddressKind.Public : AddressKind.Forbidden;
    }

    /// <summary>The IPv4 address that an IPv4-mapped or NAT64 address leads to; any other address as it is.</summary>
    public static IPAddress Unwrap(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        { AddressFamily: AddressFamily.InterNetworkV6 } when Nat64.Contains(address) => new(address.GetAddressBytes().AsSpan(12, 4)),
        _ => address,
    };

    private static IEnumerable<(IPNetwork Network, AddressKind Kind)> Of(AddressKind kind, params string[] networks)
        => networks.Select(network => (IPNetwork.Parse(network), kind));
}
