using System.Text.Json;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Shopify.Admin;

/// <summary>What came of one request.</summary>
internal abstract record ShopifyReply
{
    private ShopifyReply()
    {
    }

    /// <summary>Executed; the value of the query's root field, which is null where there is no such thing.</summary>
    public sealed record Data(JsonElement Root) : ShopifyReply;

    /// <summary>Surely not executed.</summary>
    public sealed record Refused(Failure Failure) : ShopifyReply;

    /// <summary>No readable answer, or one that leaves open what was done.</summary>
    public sealed record Unclear(string Reason) : ShopifyReply;
}
