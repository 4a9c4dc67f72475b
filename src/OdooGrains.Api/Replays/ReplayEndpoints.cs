using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Contracts.Failures;
using OdooGrains.Domain.Failures;
using OdooGrains.Storage.Failures;

namespace OdooGrains.Api.Replays;

/// <summary>Many failures at once: plan it, look at the plan, apply it, watch it, stop it.</summary>
internal static class ReplayEndpoints
{
    public static void MapReplays(this RouteGroupBuilder tenant)
    {
        var replays = tenant.MapGroup("/replays").WithTags("replays");
        replays.MapPost("/", ReplayStart.StartAsync).WithMetadata(new Idempotent()).WithSummary("Retries or discards many held orders, in growing waves; with plan, only says what it would do");
        replays.MapGet("/", ListAsync).WithSummary("Lists replays, newest first");
        replays.MapGet("/{id}", GetAsync).WithSummary("Shows a replay: its plan in numbers, and how far it has come");
        replays.MapGet("/{id}/documents", DocumentsAsync).WithSummary("Shows what is planned for each order, and what became of it");
        replays.MapPost("/{id}/apply", ApplyAsync).WithMetadata(new Idempotent()).WithSummary("Does what the plan says, or goes on where it stopped");
        replays.MapPost("/{id}/stop", StopAsync).WithMetadata(new Idempotent()).WithSummary("Begins no further wave");

        var groups = tenant.MapGroup("/failures/groups/{id}").WithTags("failures");
        groups.MapPost("/retry", ReplayStart.RetryGroupAsync).WithMetadata(new Idempotent()).WithSummary("Retries a group of held orders, in growing waves");
        groups.MapPost("/discard", ReplayStart.DiscardGroupAsync).WithMetadata(new Idempotent()).WithSummary("Ends a group of held orders, with a reason, in growing waves");
    }

    /// <summary>The problem where there is no such replay.</summary>
    public static Problem NoReplay() => Problems.NotFound("The tenant has no such replay; ids are UUIDs, as POST /replays answered them.");

    private static async Task<Results<Ok<Page<ReplayView>>, Problem>> ListAsync(Scope scope, [AsParameters] PageQuery page, IReplayStore replays, HttpContext context)
    {
        ReplayCursor? before = null;
        if (page.Cursor is { } text && (before = Cursor(text)) is null)
        {
            return Problems.BadCursor();
        }

        var found = await replays.ListAsync(scope.Id, before, page.Size + 1, context.RequestAborted);
        return TypedResults.Ok(Pages.Of(found, page.Size, Text).Select(ReplayView.Of));
    }

    private static async Task<Results<Ok<ReplayView>, Problem>> GetAsync(Scope scope, string id, IReplayStore replays, HttpContext context)
        => await ShownAsync(scope, id, replays, context) is { } view ? TypedResults.Ok(view) : NoReplay();

    private static async Task<Results<Ok<Page<ReplayDocumentView>>, Problem>> DocumentsAsync(
        Scope scope, string id, string? outcome, [AsParameters] PageQuery page, IReplayStore replays, HttpContext context)
    {
        ReplayOutcome? wanted = null;
        if (outcome is not null)
        {
            if (!Enum.TryParse<ReplayOutcome>(outcome, ignoreCase: true, out var one) || !outcome.All(char.IsAsciiLetterLower))
            {
                return Problems.BadRequest("bad_outcome", $"outcome must be one of {string.Join(", ", Enum.GetNames<ReplayOutcome>().Select(name => name.ToLowerInvariant()))}.");
            }

            wanted = one;
        }

        var after = 0;
        if (page.Cursor is { } cursor && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return Problems.BadCursor();
        }

        if (!Guid.TryParseExact(id, "D", out var replay) || await replays.FindAsync(scope.Id, replay, context.RequestAborted) is null)
        {
            return NoReplay();
        }

        var found = await replays.ItemsAsync(scope.Id, replay, wanted, after, page.Size + 1, context.RequestAborted);
        return TypedResults.Ok(Pages.Of(found, page.Size, item => item.Number.ToString(CultureInfo.InvariantCulture)).Select(ReplayDocumentView.Of));
    }

    private static async Task<Results<Accepted<ReplayView>, Problem>> ApplyAsync(Scope scope, string id, GrainCalls grains, IReplayStore replays, HttpContext context)
        => await CommandAsync(scope, id, key => grains.ApplyReplayAsync(key), replays, context);

    private static async Task<Results<Accepted<ReplayView>, Problem>> StopAsync(Scope scope, string id, Body<StopReplay> body, GrainCalls grains, IReplayStore replays, HttpContext context)
    {
        var reason = body.Value.Reason;
        return new Checks().Text(reason, "/reason", ReplayRequests.ReasonMax).Problem is { } problem
            ? problem
            : await CommandAsync(scope, id, key => grains.StopReplayAsync(key, $"{reason} (by {scope.Caller})"), replays, context);
    }

    private static async Task<Results<Accepted<ReplayView>, Problem>> CommandAsync(
        Scope scope, string id, Func<ReplayKey, Task<ReplayAnswer>> command, IReplayStore replays, HttpContext context)
    {
        if (!Guid.TryParseExact(id, "D", out var replay))
        {
            return NoReplay();
        }

        return await command(new(scope.Id, replay)) switch
        {
            ReplayAnswer.Done when await ShownAsync(scope, id, replays, context) is { } view => TypedResults.Accepted($"/v1/tenants/{scope.Id}/replays/{id}", view),
            ReplayAnswer.NotNow => Problems.Conflict("not_now", "The replay does not stand there.", "A plan is applied when it is whole and not done, and a replay is stopped while it plans or applies. Read it again."),
            ReplayAnswer.PlanChanged => Problems.Conflict("plan_changed", "The plan is not the one that was made.", "Rows of this plan were changed behind the platform's back, so it is not applied. Make a new one."),
            _ => NoReplay(),
        };
    }

    private static async Task<ReplayView?> ShownAsync(Scope scope, string id, IReplayStore replays, HttpContext context)
        => Guid.TryParseExact(id, "D", out var key) && await replays.FindAsync(scope.Id, key, context.RequestAborted) is { } replay
            ? ReplayView.Of(replay, await replays.CountAsync(scope.Id, key, context.RequestAborted))
            : null;

    private static string Text(Replay replay) => $"{replay.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture)}.{replay.Id:N}";

    private static ReplayCursor? Cursor(string text)
        => text.Split('.') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(id, "N", out var replay)
            ? new(new(at, TimeSpan.Zero), replay)
            : null;
}
