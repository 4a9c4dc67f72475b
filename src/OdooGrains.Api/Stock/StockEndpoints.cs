using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Connectors;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Stock;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Stock;

/// <summary>What is in stock, what orders take of it, and what channels were told.</summary>
internal static class StockEndpoints
{
    private const int ReservationsMax = 200;

    public static void MapStock(this RouteGroupBuilder tenant)
    {
        var stock = tenant.MapGroup("/stock").WithTags("stock");
        stock.MapGet("/", ListAsync).WithSummary("Lists products by SKU: free, reserved, and by channel the level wanted and told");
        stock.MapGet("/{sku}", ExplainAsync).WithSummary("Says how a product's levels come about, and what orders take of it");
    }

    private static async Task<Ok<Page<StockView>>> ListAsync(Scope scope, [AsParameters] PageQuery page, IStockStore stock, TimeProvider time, CancellationToken cancellation)
    {
        var found = await stock.ListAsync(scope.Id, page.Cursor, page.Size + 1, cancellation);
        return TypedResults.Ok(Pages.Of(found, page.Size, line => line.Sku).Select(line => StockView.Of(line, time.GetUtcNow())));
    }

    private static async Task<Results<Ok<StockExplanationView>, Problem>> ExplainAsync(
        Scope scope, string sku, IStockStore stock, ITenantStore tenants, ConnectorRegistry connectors, PolicyDirectory policies, TimeProvider time, HttpContext context)
    {
        var key = new StockKey(scope.Id, RawPath.Segment(context, -1, sku));
        var stored = await stock.LoadAsync(key, context.RequestAborted);
        if (stored is { Position: null, Reservations.Count: 0 })
        {
            return Problems.NotFound($"Nothing is known of the SKU '{key.Sku}': no ERP that is read for stock (setting 'stock') has it, and no order takes of it.");
        }

        var reserved = stored.Reservations.Sum(one => one.Quantity);
        return TypedResults.Ok(new StockExplanationView(
            StockView.Of(new(key.Sku, stored.Position, reserved, stored.Levels), time.GetUtcNow()),
            [.. stored.Reservations.Where(one => one.Quantity > 0).Take(ReservationsMax).Select(one => new ReservationView(one.Order.Channel.Value, one.Order.Id, one.Line, one.Quantity, one.InErp?.Value))],
            await SentencesAsync(scope.Id, stored.Position, reserved, tenants, connectors, policies, context.RequestAborted)));
    }

    private static async Task<IReadOnlyList<StockSentenceView>> SentencesAsync(
        TenantId tenant, StockPosition? position, decimal reserved, ITenantStore tenants, ConnectorRegistry connectors, PolicyDirectory policies, CancellationToken cancellation)
    {
        List<StockSentenceView> sentences = [];
        var told = (await tenants.ListConnectionsAsync(tenant, cancellation)).Where(one => connectors.Find(one.Kind)?.Turn(StockFeeds.Levels) is { } levels && levels.IsOn(one.Settings));
        foreach (var connection in told.OrderBy(one => one.Key.Connection.Value, StringComparer.Ordinal))
        {
            StockPolicy policy = (await policies.ForAsync(connection.Key, cancellation)).Stock;
            var answer = Availability.Of(position, reserved, policy);
            sentences.Add(new(connection.Key.Connection.Value, (answer as StockAnswer.Unknown)?.Code ?? "level", Availability.Explain(answer, policy)));
        }

        return sentences;
    }
}
