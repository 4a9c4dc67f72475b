using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Inventory;

/// <summary>The channels of a tenant that are told stock, each with its policy, by connection.</summary>
public sealed record StockTerms(IReadOnlyList<StockTarget> Targets)
{
    /// <summary>Equal for equal terms, in every process: levels that were counted under others are counted anew.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Targets.Select(Text)))).AsSpan(0, 12));

    private static string Text(StockTarget target) => string.Create(
        CultureInfo.InvariantCulture, $"{target.Connection}|{target.Policy.Safety}|{target.Policy.Percent}|{target.Policy.Cap}|{string.Join('|', target.Policy.Warehouses)}");
}

/// <summary>A channel that is told stock.</summary>
public sealed record StockTarget(ConnectionId Connection, StockPolicy Policy);
