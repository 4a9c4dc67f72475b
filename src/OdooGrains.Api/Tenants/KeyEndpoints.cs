using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Events;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Tenants;

/// <summary>A tenant's API keys: shown once, named, expiring.</summary>
internal static class KeyEndpoints
{
    private const int NameMax = 100;

    public static void MapKeys(this RouteGroupBuilder tenant)
    {
        var keys = tenant.MapGroup("/keys").WithTags("keys");
        keys.MapPost("/", CreateAsync).WithMetadata(new Idempotent()).WithSummary("Makes a key and shows it this once");
        keys.MapGet("/", ListAsync).WithSummary("Lists keys, without the keys themselves");
        keys.MapDelete("/{id}", RevokeAsync).WithSummary("Revokes a key; every process refuses it within 30 s");
    }

    private static async Task<Results<Created<NewKeyView>, Problem>> CreateAsync(
        Scope scope, Body<CreateKey> body, ITenantStore store, IIdSource ids, TimeProvider time, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var expiresAt = body.Value.ExpiresAt ?? now.AddYears(1);
        var checks = new Checks()
            .Text(body.Value.Name, "/name", NameMax)
            .That(expiresAt > now && expiresAt <= now.AddYears(1), "/expiresAt", $"A key expires between now and {now.AddYears(1):u}, a year from now.");
        if (checks.Problem is { } problem)
        {
            return problem;
        }

        var key = ApiKeys.Make();
        var stored = new StoredKey { Id = ids.Next(), Tenant = scope.Id, Name = body.Value.Name, Hash = ApiKeys.Hash(key), CreatedAt = now, ExpiresAt = expiresAt.ToUniversalTime() };
        await store.AddKeyAsync(stored, cancellation);
        return TypedResults.Created($"/v1/tenants/{scope.Id}/keys/{stored.Id}", new NewKeyView(stored.Id.ToString(), stored.Name, key, now, expiresAt));
    }

    private static async Task<Ok<Page<KeyView>>> ListAsync(Scope scope, ITenantStore store, CancellationToken cancellation)
    {
        var keys = await store.ListKeysAsync(scope.Id, cancellation);
        return TypedResults.Ok(new Page<KeyView>([.. keys.Select(KeyView.Of)], null));
    }

    private static async Task<Results<NoContent, Problem>> RevokeAsync(
        Scope scope, string id, ITenantStore store, KeyAuthenticator authenticator, TimeProvider time, CancellationToken cancellation)
    {
        if (!Guid.TryParse(id, out var key))
        {
            return NoKey(id);
        }

        var isRevoked = await store.RevokeKeyAsync(scope.Id, key, time.GetUtcNow(), cancellation)
            || (await store.ListKeysAsync(scope.Id, cancellation)).Any(known => known.Id == key && known.RevokedAt is not null);
        authenticator.Forget();
        return isRevoked ? TypedResults.NoContent() : NoKey(id);
    }

    private static Problem NoKey(string id) => Problems.NotFound($"The tenant has no key '{(id.Length > 40 ? id[..40] : id)}'.");
}
