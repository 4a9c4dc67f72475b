using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Shopify.Admin;

/// <summary>Sends queries and mutations to the GraphQL Admin API of a connection's shop, each with the connection's token.</summary>
internal sealed class ShopifyAdmin(IEgress egress, ShopifyTokens tokens)
{
    public async Task<ShopifyReply> SendAsync(ConnectionConfig connection, ShopifyQuery query, JsonObject variables, CancellationToken cancellation)
        => await tokens.GetAsync(connection, cancellation) switch
        {
            TokenReply.Usable usable => await SendAsync(connection, query, variables, usable.Access, cancellation),
            TokenReply.Refused refused => new ShopifyReply.Refused(refused.Failure),
            var reply => throw new InvalidOperationException($"Reply {reply.GetType().Name} is not known."),
        };

    private async Task<ShopifyReply> SendAsync(ConnectionConfig connection, ShopifyQuery query, JsonObject variables, string access, CancellationToken cancellation)
    {
        var body = new JsonObject { ["query"] = query.Text, ["operationName"] = query.Name, ["variables"] = variables };
        var outcome = await egress.SendAsync(
            new()
            {
                Method = "POST",
                Url = ShopifySettings.At(connection, $"/admin/api/{ShopifySettings.Version(connection)}/graphql.json"),
                Headers = [new("X-Shopify-Access-Token", access), new("Accept", "application/json")],
                ContentType = "application/json",
                Body = Encoding.UTF8.GetBytes(body.ToJsonString()),
                Timeout = query.IsWrite ? ShopifyLimits.WriteTimeout : ShopifyLimits.ReadTimeout,
                Limits = ShopifyCost.Readings,
            },
            cancellation);
        var reply = ShopifyErrors.Read(outcome, query, [access, .. connection.Secrets.Values.SelectMany(values => values)]);
        return reply is ShopifyReply.Refused { Failure.Code: ShopifyErrors.Unauthorized } && tokens.IsReplaced(connection, access)
            ? new ShopifyReply.Refused(new(FailureClass.Transient, "token_refused", "Shopify refuses the access token; another one is asked for."))
            : reply;
    }
}
