using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Connections;
using OdooGrains.Api.Failures;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Tenants;

/// <summary>Tenants as such. Making, changing and deleting them is the platform's; a tenant may look at itself, pause and resume.</summary>
internal static class TenantEndpoints
{
    private const int NameMax = 200, WordMax = 60;

    public static void MapTenants(this RouteGroupBuilder v1)
    {
        var tenants = v1.MapGroup("/tenants").WithTags("tenants");
        tenants.MapPost("/", CreateAsync).WithMetadata(new Idempotent()).WithSummary("Creates a tenant");
        tenants.MapGet("/", ListAsync).For(Access.AnyKey).WithSummary("Lists the tenants that the key may see");
        tenants.MapGet("/{t}", GetAsync).For(Access.Tenant).WithSummary("Shows a tenant");
        tenants.MapPatch("/{t}", ChangeAsync).WithSummary("Changes name, plan or region; needs If-Match");
        tenants.MapDelete("/{t}", DeleteAsync).WithMetadata(new AlsoWhenClosing()).WithSummary("Closes a tenant for good and erases what is stored of it");
        tenants.MapPost("/{t}/pause", PauseAsync).For(Access.Tenant).WithSummary("Lets effects wait; events are still accepted. With ?preview=true it shows what that would touch, and pauses nothing");
        tenants.MapPost("/{t}/resume", ResumeAsync).For(Access.Tenant).WithSummary("Lets effects go on");
    }

    private static async Task<Results<Created<TenantView>, Problem>> CreateAsync(Body<CreateTenant> body, ITenantStore store, TenantDirectory directory, TimeProvider time, HttpContext context)
    {
        var request = body.Value;
        var checks = new Checks()
            .That(TenantId.IsValid(request.Id), "/id", "A tenant's id must have 2 to 40 characters of a-z, 0-9 and '-'.")
            .Text(request.Name, "/name", NameMax)
            .Text(request.Plan, "/plan", WordMax, isOptional: true)
            .Text(request.Region, "/region", WordMax, isOptional: true);
        if (checks.Problem is { } problem)
        {
            return problem;
        }

        var tenant = new Tenant { Id = new(request.Id), Name = request.Name, CreatedAt = time.GetUtcNow(), Version = 1 };
        tenant = tenant with { Plan = request.Plan ?? tenant.Plan, Region = request.Region ?? tenant.Region };
        if (!await store.CreateTenantAsync(tenant, context.RequestAborted))
        {
            return Problems.Conflict("tenant_exists", "The id is taken.", $"The id '{request.Id}' is taken, or was a deleted tenant's; an id is never given twice. Choose another.");
        }

        directory.Forget(tenant.Id);
        Etags.Set(context, tenant.Version);
        return TypedResults.Created($"/v1/tenants/{tenant.Id}", TenantView.Of(tenant));
    }

    private static async Task<Results<Ok<Page<TenantView>>, Problem>> ListAsync([AsParameters] PageQuery page, ITenantStore store, HttpContext context)
    {
        if (page.Cursor is { } cursor && !TenantId.IsValid(cursor))
        {
            return Problems.BadCursor();
        }

        if (Caller.Of(context).Tenant is { } own)
        {
            var tenant = await store.FindTenantAsync(own, context.RequestAborted);
            return TypedResults.Ok(new Page<TenantView>(tenant is null ? [] : [TenantView.Of(tenant)], null));
        }

        var after = page.Cursor is { } id ? new TenantId(id) : (TenantId?)null;
        var found = await store.ListTenantsAsync(after, page.Size + 1, context.RequestAborted);
        return TypedResults.Ok(Pages.Of(found, page.Size, tenant => tenant.Id.Value).Select(TenantView.Of));
    }

    private static async Task<Results<Ok<TenantView>, Problem>> GetAsync(Scope scope, ITenantStore store, HttpContext context)
        => await store.FindTenantAsync(scope.Id, context.RequestAborted) is { } tenant ? Shown(context, tenant) : Problems.NoTenant(scope.Id.Value);

    private static async Task<Results<Ok<TenantView>, Problem>> ChangeAsync(Scope scope, Body<ChangeTenant> body, ITenantStore store, TenantDirectory directory, HttpContext context)
    {
        var request = body.Value;
        var checks = new Checks()
            .Text(request.Name, "/name", NameMax, isOptional: true)
            .Text(request.Plan, "/plan", WordMax, isOptional: true)
            .Text(request.Region, "/region", WordMax, isOptional: true);
        if (await store.FindTenantAsync(scope.Id, context.RequestAborted) is not { } tenant)
        {
            return Problems.NoTenant(scope.Id.Value);
        }

        if ((Etags.Problem(context.Request, tenant.Version, isRequired: true) ?? checks.Problem) is { } problem)
        {
            return problem;
        }

        var changed = tenant with { Name = request.Name ?? tenant.Name, Plan = request.Plan ?? tenant.Plan, Region = request.Region ?? tenant.Region };
        if (!await store.UpdateTenantAsync(changed, tenant.Version, context.RequestAborted))
        {
            return Problems.PreconditionFailed(tenant.Version + 1);
        }

        directory.Forget(scope.Id);
        return Shown(context, changed with { Version = tenant.Version + 1 });
    }

    private static async Task<Results<Accepted<TenantView>, Problem>> DeleteAsync(
        Scope scope, [AsParameters] Force force, TenantWrites writes, ForcedHolds holds, ITenantStore store, GrainCalls grains, HttpContext context)
    {
        if (force.Problem is { } problem)
        {
            return problem;
        }

        if (await writes.MoveAsync(scope.Id, TenantStatus.Draining, context.RequestAborted) is not { } tenant)
        {
            return Problems.NoTenant(scope.Id.Value);
        }

        if (tenant.Status is TenantStatus.Draining)
        {
            // The erasure waits for what is sent or in doubt; where that never ends, only force does.
            foreach (var connection in force.IsForced ? await store.ListConnectionsAsync(scope.Id, context.RequestAborted) : [])
            {
                await holds.HoldAsync(connection.Key, force.Reason!, context.RequestAborted);
            }

            // Written down already; if this call fails, the same request sent again begins the erasure.
            await grains.EraseAsync(scope.Id);
        }

        return TypedResults.Accepted($"/v1/tenants/{scope.Id}", TenantView.Of(tenant));
    }

    private static async Task<Results<Ok<TenantView>, Ok<BlastRadiusView>, Problem>> PauseAsync(Scope scope, bool? preview, BlastRadii radii, TenantWrites writes, HttpContext context)
    {
        if (preview is true)
        {
            return TypedResults.Ok(await radii.OfAsync(new(null, null, null, null), scope.Id, context.RequestAborted));
        }

        return (await MoveAsync(scope, writes, TenantStatus.Paused, context)).Result is Ok<TenantView> shown ? shown : Problems.NoTenant(scope.Id.Value);
    }

    private static Task<Results<Ok<TenantView>, Problem>> ResumeAsync(Scope scope, TenantWrites writes, HttpContext context) => MoveAsync(scope, writes, TenantStatus.Active, context);

    private static async Task<Results<Ok<TenantView>, Problem>> MoveAsync(Scope scope, TenantWrites writes, TenantStatus to, HttpContext context)
        => await writes.MoveAsync(scope.Id, to, context.RequestAborted) is { } tenant ? Shown(context, tenant) : Problems.NoTenant(scope.Id.Value);

    private static Ok<TenantView> Shown(HttpContext context, Tenant tenant)
    {
        Etags.Set(context, tenant.Version);
        return TypedResults.Ok(TenantView.Of(tenant));
    }
}
