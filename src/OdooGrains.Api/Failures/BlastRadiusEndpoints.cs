using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Failures;

/// <summary>How far an incident reaches. The pauses show the same with <c>?preview=true</c>, and pause nothing.</summary>
internal static class BlastRadiusEndpoints
{
    public static void MapBlastRadius(this RouteGroupBuilder tenant) => tenant.MapGet("/blast-radius", OfTenantAsync).WithTags("failures")
        .WithSummary("Shows what a connection, or a mapping, has touched of late: states, money, customers told, and what is safe to replay");

    public static void MapPlatformBlastRadius(this RouteGroupBuilder v1) => v1.MapGet("/blast-radius", OfPlatformAsync).WithTags("failures")
        .WithSummary("The same over all tenants, or of one with ?tenant=");

    private static async Task<Results<Ok<BlastRadiusView>, Problem>> OfTenantAsync(
        Scope scope, string? connection, string? mapping, string? since, string? until, BlastRadii radii, HttpContext context)
    {
        var (query, problem) = BlastQuery.Read(connection, mapping, since, until);
        return query is null ? problem! : TypedResults.Ok(await radii.OfAsync(query, scope.Id, context.RequestAborted));
    }

    private static async Task<Results<Ok<BlastRadiusView>, Problem>> OfPlatformAsync(
        string? tenant, string? connection, string? mapping, string? since, string? until, BlastRadii radii, ITenantStore tenants, HttpContext context)
    {
        var (query, problem) = BlastQuery.Read(connection, mapping, since, until);
        if (query is null)
        {
            return problem!;
        }

        if (tenant is not null && (!TenantId.IsValid(tenant) || await tenants.FindTenantAsync(new(tenant), context.RequestAborted) is null))
        {
            return Problems.NoTenant(tenant);
        }

        return TypedResults.Ok(await radii.OfAsync(query, tenant is null ? null : new TenantId(tenant), context.RequestAborted));
    }
}
