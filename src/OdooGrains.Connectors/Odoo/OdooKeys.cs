using System.Security.Cryptography;
using System.Text;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// External ids, the one uniqueness that stock Odoo enforces (ir.model.data on module and name). A name takes letters, digits, '-' and '_';
/// '/' of our keys becomes '_', and a key with anything else gets a hash behind it, so that different keys never meet.
/// </summary>
internal static class OdooKeys
{
    private const string Module = "__odoograins__";

    public static string Order(string externalKey) => $"{Module}.order_{Safe(externalKey)}";

    /// <param name="part">line, discount, shipping or tip.</param>
    public static string Line(string externalKey, string part, string id = "") => $"{Order(externalKey)}_{part}{(id.Length > 0 ? "_" : "")}{Safe(id)}";

    /// <summary>
    /// The part and the channel's id that an external id of an order's line was made of; null where it is none of ours, or where the id cannot
    /// be told from it (it had more than letters, digits and '-').
    /// </summary>
    public static (string Part, string Id)? PartOf(string externalKey, string name)
    {
        var prefix = $"{Order(externalKey)}_";
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var (part, id) = name[prefix.Length..].Split('_', 2) is [var first, var rest] ? (first, rest) : (name[prefix.Length..], "");
        return Line(externalKey, part, id) == name ? (part, id) : null;
    }

    public static string Partner(string externalKey) => $"{Module}.partner_{Safe(externalKey)}";

    /// <summary>One external id for each different address, so that a changed one never overwrites the address of an older order.</summary>
    public static string Address(string externalKey, string type, Address address)
    {
        string?[] parts = [address.Name, address.Company, address.Street, address.Street2, address.PostalCode, address.City, address.Region, address.Country, address.Phone];
        return $"{Partner(externalKey)}_{type}_{Hash(string.Join('\n', parts))}";
    }

    private static string Safe(string key)
    {
        var safe = new string([.. key.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '_')]);
        var isExact = key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '/');
        return isExact ? safe : $"{safe}_{Hash(key)}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
