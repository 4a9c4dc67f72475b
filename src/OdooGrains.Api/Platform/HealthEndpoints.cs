using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;

namespace OdooGrains.Api.Platform;

/// <summary>For Kubernetes: whether the process lives, and whether it can do its work.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/healthz").For(Access.Open).WithTags("health");
        health.MapGet("/live", () => TypedResults.Ok(new HealthView("live"))).WithSummary("200 while the process lives");
        health.MapGet("/ready", ReadyAsync).WithSummary("200 while the store can commit and the sweep goes round");
    }

    private static async Task<Results<Ok<HealthView>, Problem>> ReadyAsync(IReadiness readiness, CancellationToken cancellation)
        => await readiness.ProblemAsync(cancellation) is { } problem ? Problems.NotReady(problem) : TypedResults.Ok(new HealthView("ready"));
}

public sealed record HealthView(string Status);
