using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Connections;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Policies;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Policies;

/// <summary>What platform, plans, tenants and connections state (docs/policy.md). A tenant's key writes its own levels, the platform's key all.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicies(this RouteGroupBuilder v1)
    {
        var policies = v1.MapGroup("").WithTags("policy");
        policies.MapGet("/policy", GetPlatformAsync).WithSummary("Shows the platform's policy");
        policies.MapPut("/policy", PutPlatformAsync).WithSummary("States the platform's policy");
        policies.MapGet("/plans/{plan}/policy", GetPlanAsync).WithSummary("Shows a plan's policy");
        policies.MapPut("/plans/{plan}/policy", PutPlanAsync).WithSummary("States a plan's policy");
        policies.MapGet("/tenants/{t}/policy", GetTenantAsync).For(Access.Tenant).WithSummary("Shows a tenant's policy; with ?explain=true where each value comes from");
        policies.MapPut("/tenants/{t}/policy", PutTenantAsync).For(Access.Tenant).WithSummary("States a tenant's policy, within what it is granted");
        policies.MapGet("/tenants/{t}/connections/{c}/policy", GetConnectionAsync).For(Access.Tenant).WithSummary("Shows a connection's policy; with ?explain=true where each value comes from");
        policies.MapPut("/tenants/{t}/connections/{c}/policy", PutConnectionAsync).For(Access.Tenant).WithSummary("States a connection's policy, within what its tenant is granted");
    }

    private static async Task<Results<Ok<PolicyView>, Problem>> GetPlatformAsync(bool? explain, PolicyFront front, HttpContext context)
        => await front.ShowAsync(PolicyScope.Platform, explain, context);

    private static async Task<Results<Ok<PolicyView>, Problem>> PutPlatformAsync(Body<PutPolicy> body, PolicyFront front, HttpContext context)
        => await front.PutAsync(PolicyScope.Platform, body.Value, context);

    private static async Task<Results<Ok<PolicyView>, Problem>> GetPlanAsync(string plan, bool? explain, PolicyFront front, HttpContext context)
        => Plan(plan, context) is { } scope ? await front.ShowAsync(scope, explain, context) : BadPlan();

    private static async Task<Results<Ok<PolicyView>, Problem>> PutPlanAsync(string plan, Body<PutPolicy> body, PolicyFront front, HttpContext context)
        => Plan(plan, context) is { } scope ? await front.PutAsync(scope, body.Value, context) : BadPlan();

    private static async Task<Results<Ok<PolicyView>, Problem>> GetTenantAsync(Scope scope, bool? explain, PolicyFront front, HttpContext context)
        => await front.ShowAsync(PolicyScope.Of(scope.Id), explain, context);

    private static async Task<Results<Ok<PolicyView>, Problem>> PutTenantAsync(Scope scope, Body<PutPolicy> body, PolicyFront front, HttpContext context)
        => await front.PutAsync(PolicyScope.Of(scope.Id), body.Value, context);

    private static async Task<Results<Ok<PolicyView>, Problem>> GetConnectionAsync(Scope scope, string c, bool? explain, ITenantStore store, PolicyFront front, HttpContext context)
        => await ConnectionAsync(scope, c, store, context) is { } connection ? await front.ShowAsync(connection, explain, context) : Problems.NoConnection(c);

    private static async Task<Results<Ok<PolicyView>, Problem>> PutConnectionAsync(Scope scope, string c, Body<PutPolicy> body, ITenantStore store, PolicyFront front, HttpContext context)
        => await ConnectionAsync(scope, c, store, context) is { } connection ? await front.PutAsync(connection, body.Value, context) : Problems.NoConnection(c);

    private static async Task<PolicyScope?> ConnectionAsync(Scope scope, string c, ITenantStore store, HttpContext context)
        => ConnectionEndpoints.Key(scope, c) is { } key && await store.FindConnectionAsync(key, context.RequestAborted) is not null ? PolicyScope.Of(key) : null;

    // The plan is the third segment of /v1/plans/{plan}/policy.
    private static PolicyScope? Plan(string plan, HttpContext context) => RawPath.Segment(context, 2, plan) is var name && PolicyScope.IsPlan(name) ? PolicyScope.OfPlan(name) : null;

    private static Problem BadPlan() => Problems.BadRequest("bad_plan", $"A plan's name must have 1 to {PolicyScope.PlanLengthMax} characters and no control characters.");
}
