using Microsoft.AspNetCore.Builder;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Hooks;

namespace OdooGrains.Api;

/// <summary>The table of contents of the REST front.</summary>
public static class ApiRoutes
{
    extension(WebApplication app)
    {
        /// <summary>Serves the front: problems, routing, access, endpoints, in this order.</summary>
        public WebApplication UseOdooGrainsApi()
        {
            app.UseMiddleware<ProblemMiddleware>();
            app.UseRouting();
            app.UseMiddleware<AccessMiddleware>();
            app.MapHooks();
            return app;
        }
    }
}
