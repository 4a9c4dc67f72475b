using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Connections;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Storage.Reconciliation;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Reconciliations;

/// <summary>Reports of what differs between a tenant's systems and the platform, and a comparison now (docs/reconciliation.md).</summary>
internal static class ReconciliationEndpoints
{
    private static readonly string Subjects = string.Join(", ", Enum.GetValues<ReconciliationSubject>().Select(ReconciliationKey.WordOf));

    public static void MapReconciliations(this RouteGroupBuilder tenant)
    {
        var reconciliations = tenant.MapGroup("/reconciliations").WithTags("reconciliations");
        reconciliations.MapGet("/", ListAsync).WithSummary("Lists comparisons, newest first");
        reconciliations.MapPost("/", StartAsync).WithMetadata(new Idempotent()).WithSummary("Compares a subject now");
        reconciliations.MapGet("/{id}", GetAsync).WithSummary("Shows a comparison: what was compared, what agrees, what was repaired and what is left");
        reconciliations.MapGet("/{id}/drifts", DriftsAsync).WithSummary("Shows each difference with its cause, and its owner where a person must act");
    }

    private static async Task<Results<Ok<Page<ReconciliationView>>, Problem>> ListAsync(Scope scope, string? subject, [AsParameters] PageQuery page, IReconciliationStore store, HttpContext context)
    {
        var wanted = ReconciliationKey.SubjectOf(subject);
        if (subject is not null && wanted is null)
        {
            return Problems.BadRequest("bad_subject", $"subject must be one of {Subjects}.");
        }

        RunCursor? before = null;
        if (page.Cursor is { } text && (before = Cursor(text)) is null)
        {
            return Problems.BadCursor();
        }

        var found = await store.ListAsync(scope.Id, wanted, before, page.Size + 1, context.RequestAborted);
        return TypedResults.Ok(Pages.Of(found, page.Size, Text).Select(ReconciliationView.Of));
    }

    private static async Task<Results<Accepted<StartedReconciliations>, Problem>> StartAsync(
        Scope scope, Body<StartReconciliation> body, ITenantStore tenants, GrainCalls grains, HttpContext context)
    {
        var (word, connection) = body.Value;
        if (ReconciliationKey.SubjectOf(word) is not { } subject)
        {
            return Problems.Invalid([new("/subject", $"This must be one of {Subjects}.")]);
        }

        if (connection is not null && (ConnectionEndpoints.Key(scope, connection) is not { } key || await tenants.FindConnectionAsync(key, context.RequestAborted) is null))
        {
            return Problems.NoConnection(connection);
        }

        var begun = await grains.ReconcileAsync(new(scope.Id, subject), connection);
        return begun.Ids.Count > 0
            ? TypedResults.Accepted($"/v1/tenants/{scope.Id}/reconciliations?subject={word}", new StartedReconciliations(begun.Ids))
            : Problems.Conflict("not_begun", "Nothing was begun.", $"The {word} are compared already, or no active connection of the tenant tells of them. GET the reconciliations to see.");
    }

    private static async Task<Results<Ok<ReconciliationView>, Problem>> GetAsync(Scope scope, string id, IReconciliationStore store, HttpContext context)
        => Guid.TryParseExact(id, "D", out var run) && await store.FindAsync(scope.Id, run, context.RequestAborted) is { } found ? TypedResults.Ok(ReconciliationView.Of(found)) : NoRun();

    private static async Task<Results<Ok<Page<DriftView>>, Problem>> DriftsAsync(
        Scope scope, string id, [AsParameters] PageQuery page, IReconciliationStore store, TimeProvider time, HttpContext context)
    {
        var after = 0;
        if (page.Cursor is { } cursor && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return Problems.BadCursor();
        }

        if (!Guid.TryParseExact(id, "D", out var run) || await store.FindAsync(scope.Id, run, context.RequestAborted) is null)
        {
            return NoRun();
        }

        var found = await store.DriftsAsync(scope.Id, run, after, page.Size + 1, context.RequestAborted);
        return TypedResults.Ok(Pages.Of(found, page.Size, drift => drift.Number.ToString(CultureInfo.InvariantCulture)).Select(drift => DriftView.Of(drift, time.GetUtcNow())));
    }

    private static Problem NoRun() => Problems.NotFound("The tenant has no such reconciliation; ids are UUIDs, as GET /reconciliations shows them.");

    private static string Text(ReconciliationRun run) => $"{run.StartedAt.UtcTicks.ToString(CultureInfo.InvariantCulture)}.{run.Id:N}";

    private static RunCursor? Cursor(string text)
        => text.Split('.') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(id, "N", out var run)
            ? new(new(at, TimeSpan.Zero), run)
            : null;
}
