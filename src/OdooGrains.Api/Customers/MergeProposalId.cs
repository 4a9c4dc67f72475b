using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Customers;

/// <summary>The name of a proposal, <c>{connection}:{kept}:{other}</c>; also where a page of them ended.</summary>
internal static class MergeProposalId
{
    public static string Of(MergeKey key) => $"{key.Connection.Connection}:{key.Kept}:{key.Other}";

    /// <summary>Null where it cannot be one.</summary>
    public static MergeKey? Parse(TenantId tenant, string text) => text.Split(':') switch
    {
        [var connection, { Length: > 0 } kept, { Length: > 0 } other] when ConnectionId.IsValid(connection) && !text.Any(char.IsControl) => new(new(tenant, new(connection)), kept, other),
        _ => null,
    };
}
