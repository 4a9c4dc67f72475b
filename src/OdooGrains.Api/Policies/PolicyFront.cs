using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;

namespace OdooGrains.Api.Policies;

/// <summary>Shows and writes what one level states; the same for all levels.</summary>
internal sealed partial class PolicyFront(IPolicyStore store, PolicyDirectory directory, GrainCalls grains, TimeProvider time, ILogger<PolicyFront> logger)
{
    public async Task<Results<Ok<PolicyView>, Problem>> ShowAsync(PolicyScope scope, bool? explain, HttpContext context)
    {
        var stored = await store.FindAsync(scope, context.RequestAborted);
        if (stored is not null)
        {
            Etags.Set(context, stored.Version);
        }

        return TypedResults.Ok(PolicyView.Of(scope, stored, explain is true ? await directory.ForAsync(scope, context.RequestAborted) : null));
    }

    public async Task<Results<Ok<PolicyView>, Problem>> PutAsync(PolicyScope scope, PutPolicy request, HttpContext context)
    {
        var present = await store.FindAsync(scope, context.RequestAborted);
        if ((Etags.Problem(context.Request, present?.Version, isRequired: true) ?? await InvalidAsync(scope, request, context.RequestAborted)) is { } problem)
        {
            return problem;
        }

        var expected = present?.Version ?? 0;
        var policy = new StoredPolicy { Scope = scope, Settings = request.Settings, UpdatedAt = time.GetUtcNow(), Version = expected + 1 };
        if (!await StoreAsync(policy, expected, context.RequestAborted))
        {
            return Problems.PreconditionFailed(expected + 1);
        }

        LogStated(scope, Caller.Of(context), policy.Version, policy.Settings.ToJsonString());
        Etags.Set(context, policy.Version);
        return TypedResults.Ok(PolicyView.Of(scope, policy, null));
    }

    private async Task<Problem?> InvalidAsync(PolicyScope scope, PutPolicy request, CancellationToken cancellation)
    {
        var errors = PolicyRules.Errors(request.Settings, scope.Level, await directory.AboveAsync(scope, cancellation));
        return errors.Count == 0 ? null : Problems.Invalid([.. errors.Select(error => new ProblemError($"/settings/{RequestShape.Escape(error.Setting)}", error.Detail))]);
    }

    private async Task<bool> StoreAsync(StoredPolicy policy, long expected, CancellationToken cancellation)
    {
        try
        {
            return await store.PutAsync(policy, expected, cancellation);
        }
        finally
        {
            // Also where nobody knows whether it was stored.
            directory.Forget(policy.Scope);
            if (policy.Scope is { Level: PolicyLevel.Connection, Tenant: { } tenant })
            {
                await grains.ReloadAsync(new(tenant, new ConnectionId(policy.Scope.Name)));
            }
            else if (policy.Scope is { Level: PolicyLevel.Tenant, Tenant: { } scheduled })
            {
                await grains.EnsureReconciliationsAsync(scheduled);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The policy of {Scope} is stated by {Caller}, version {Version}: {Settings}")]
    private partial void LogStated(PolicyScope scope, Caller caller, long version, string settings);
}
