using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OdooGrains.Api.Alerts;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Connections;
using OdooGrains.Api.Customers;
using OdooGrains.Api.Failures;
using OdooGrains.Api.Hooks;
using OdooGrains.Api.Http;
using OdooGrains.Api.Orders;
using OdooGrains.Api.Platform;
using OdooGrains.Api.Policies;
using OdooGrains.Api.Reconciliations;
using OdooGrains.Api.Replays;
using OdooGrains.Api.Stock;
using OdooGrains.Api.Tenants;

namespace OdooGrains.Api;

/// <summary>The table of contents of the REST front. Each endpoint declares who may call it; one that does not is never served.</summary>
public static class RestFrontRoutes
{
    extension(WebApplication app)
    {
        /// <summary>Serves the front: problems, routing, access, tenant, endpoints, in this order.</summary>
        public WebApplication MapRestFront()
        {
            app.UseMiddleware<ProblemMiddleware>();
            app.UseRouting();
            app.UseMiddleware<AccessMiddleware>();
            app.UseMiddleware<TenantMiddleware>();
            app.MapHealth();
            app.MapOpenApi("/openapi/{documentName}.json").For(Access.Open);
            app.MapHooks();

            var v1 = app.MapGroup("/v1").For(Access.Platform).AddEndpointFilter<BodyFilter>().AddEndpointFilter<IdempotencyFilter>();
            v1.MapPlatform();
            v1.MapTenants();
            v1.MapPolicies();
            v1.MapPlatformFailureGroups();
            v1.MapPlatformBlastRadius();

            var tenant = v1.MapGroup("/tenants/{t}").For(Access.Tenant);
            tenant.MapKeys();
            tenant.MapConnections();
            tenant.MapOrders();
            tenant.MapFailures();
            tenant.MapFailureGroups();
            tenant.MapReplays();
            tenant.MapReconciliations();
            tenant.MapBlastRadius();
            tenant.MapMergeProposals();
            tenant.MapStock();
            tenant.MapAlerts();
            return app;
        }
    }
}
