using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Failures;

namespace OdooGrains.Api.Failures;

/// <summary>Held orders by cause: of one tenant, or of the platform with the tenants that are affected.</summary>
internal static class FailureGroupEndpoints
{
    public static void MapFailureGroups(this RouteGroupBuilder tenant) => tenant.MapGet("/failures/groups", OfTenantAsync).WithTags("failures")
        .WithSummary("Groups held orders by flow, step, class and message, the largest group first");

    public static void MapPlatformFailureGroups(this RouteGroupBuilder v1) => v1.MapGet("/failures/groups", OfPlatformAsync).WithTags("failures")
        .WithSummary("Groups held orders of all tenants, with the tenants that are affected");

    private static Task<Results<Ok<FailureGroupsPage>, Problem>> OfTenantAsync(Scope scope, [AsParameters] PageQuery page, IFailureStore failures, HttpContext context)
        => ListAsync(scope.Id, page, failures, context.RequestAborted);

    private static Task<Results<Ok<FailureGroupsPage>, Problem>> OfPlatformAsync([AsParameters] PageQuery page, IFailureStore failures, HttpContext context)
        => ListAsync(null, page, failures, context.RequestAborted);

    private static async Task<Results<Ok<FailureGroupsPage>, Problem>> ListAsync(TenantId? tenant, PageQuery page, IFailureStore failures, CancellationToken cancellation)
    {
        (int Count, string Id)? after = null;
        if (page.Cursor is { } cursor && (after = Cursor(cursor)) is null)
        {
            return Problems.BadCursor();
        }

        var failed = await failures.HeldAsync(tenant, null, FailureGroups.DocumentsMax + 1, cancellation);
        var groups = FailureGroups.Of(failed.Take(FailureGroups.DocumentsMax)).Where(group => after is not { } last || IsAfter(group, last)).Take(page.Size + 1).ToList();
        var shown = Pages.Of(groups, page.Size, group => string.Create(CultureInfo.InvariantCulture, $"{group.Count}.{group.Id}"));
        return TypedResults.Ok(new FailureGroupsPage(
            [.. shown.Items.Select(group => FailureGroupView.Of(group, withTenants: tenant is null))], shown.Next, failed.Count > FailureGroups.DocumentsMax));
    }

    private static bool IsAfter(FailureGroup group, (int Count, string Id) last)
        => group.Count < last.Count || (group.Count == last.Count && string.CompareOrdinal(group.Id, last.Id) > 0);

    private static (int, string)? Cursor(string text)
        => text.Split('.') is [var count, var id] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && FailureGroup.IsId(id) ? (number, id) : null;
}
