using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Domain;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Failures;

namespace OdooGrains.Api.Replays;

/// <summary>Begins replays. A caller's <c>Idempotency-Key</c> names the replay, so that a repeat finds it in any process and after any restart.</summary>
internal static class ReplayStart
{
    public static Task<Results<Accepted<ReplayView>, Problem>> StartAsync(Scope scope, Body<StartReplay> body, GrainCalls grains, IIdSource ids, TimeProvider time, HttpContext context)
        => ReplayRequests.Check(body.Value).Problem is { } problem
            ? Refused(problem)
            : BeginAsync(scope, body.Value, ReplayRequests.Selection(scope.Id, body.Value.Selection), grains, ids, time, context);

    public static Task<Results<Accepted<ReplayView>, Problem>> RetryGroupAsync(
        Scope scope, string id, Body<RetryGroup> body, GrainCalls grains, IIdSource ids, TimeProvider time, HttpContext context)
        => OfGroupAsync(scope, id, new(new(Group: id), PerSecond: body.Value.PerSecond), new(), grains, ids, time, context);

    public static Task<Results<Accepted<ReplayView>, Problem>> DiscardGroupAsync(
        Scope scope, string id, Body<DiscardGroup> body, GrainCalls grains, IIdSource ids, TimeProvider time, HttpContext context)
        => OfGroupAsync(
            scope, id, new(new(Group: id), "discard", body.Value.Reason, PerSecond: body.Value.PerSecond), new Checks().Text(body.Value.Reason, "/reason", ReplayRequests.ReasonMax), grains, ids, time, context);

    private static Task<Results<Accepted<ReplayView>, Problem>> OfGroupAsync(
        Scope scope, string id, StartReplay asked, Checks checks, GrainCalls grains, IIdSource ids, TimeProvider time, HttpContext context)
    {
        if (!FailureGroup.IsId(id))
        {
            return Refused(Problems.NotFound("There is no such group; ids are as /failures/groups shows them."));
        }

        return ReplayRequests.CheckRate(checks, asked.PerSecond).Problem is { } problem
            ? Refused(problem)
            : BeginAsync(scope, asked, new() { Group = id }, grains, ids, time, context);
    }

    private static async Task<Results<Accepted<ReplayView>, Problem>> BeginAsync(
        Scope scope, StartReplay asked, FailureSelection selection, GrainCalls grains, IIdSource ids, TimeProvider time, HttpContext context)
    {
        var now = time.GetUtcNow();
        var replay = new Replay
        {
            Tenant = scope.Id,
            Id = Named(scope, context) ?? ids.Next(),
            Action = asked.Action == "discard" ? ReplayAction.Discard : ReplayAction.Retry,
            Reason = asked.Reason,
            Selection = selection,
            AppliesAtOnce = asked.Plan is not true,
            PerSecond = asked.PerSecond ?? ReplayLimits.PerSecondDefault,
            By = scope.Caller.ToString(),
            CreatedAt = now,
            UpdatedAt = now,
        };
        var begun = await grains.BeginReplayAsync(replay);
        return Asks(begun) == Asks(replay) ? TypedResults.Accepted($"/v1/tenants/{scope.Id}/replays/{begun.Id}", ReplayView.Of(begun)) : Problems.IdempotencyKeyReused();
    }

    private static string Asks(Replay replay)
        => $"{replay.Action} {replay.Reason} {replay.AppliesAtOnce} {replay.PerSecond} {JsonSerializer.Serialize(replay.Selection, DomainJson.Default.FailureSelection)}";

    private static Guid? Named(Scope scope, HttpContext context)
        => IdempotencyFilter.KeyOf(context.Request) is { } key ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{scope.Id}\n{scope.Caller}\n{key}")).AsSpan(0, 16)) : null;

    private static Task<Results<Accepted<ReplayView>, Problem>> Refused(Problem problem) => Task.FromResult<Results<Accepted<ReplayView>, Problem>>(problem);
}
