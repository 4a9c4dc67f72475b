using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Failures;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Customers;
using OdooGrains.Storage.Customers;

namespace OdooGrains.Api.Customers;

/// <summary>Customers of an ERP that may be one: the list, and what people decide.</summary>
internal static class MergeProposalEndpoints
{
    public const int ReasonMax = 500;

    public static void MapMergeProposals(this RouteGroupBuilder tenant)
    {
        var proposals = tenant.MapGroup("/customers/proposals").WithTags("customers");
        proposals.MapGet("/", ListAsync).WithSummary("Lists customers of an ERP that may be one, those of one customer together");
        proposals.MapPost("/{id}/decision", DecideAsync).WithMetadata(new Idempotent()).WithSummary("Says that they are two, or that they were merged in the ERP; it is not proposed again");
    }

    private static async Task<Results<Ok<Page<MergeProposalView>>, Problem>> ListAsync(Scope scope, string? status, [AsParameters] PageQuery page, IMergeStore merges, HttpContext context)
    {
        MergeStatus? wanted = null;
        if (status is not null && (wanted = Status(status)) is null)
        {
            return Problems.BadRequest("bad_status", $"status must be one of {string.Join(", ", Enum.GetValues<MergeStatus>().Select(FailureGroupView.Word))}.");
        }

        MergeKey? after = null;
        if (page.Cursor is { } cursor && (after = MergeProposalId.Parse(scope.Id, cursor)) is null)
        {
            return Problems.BadCursor();
        }

        var found = await merges.ListAsync(scope.Id, wanted, after, page.Size + 1, context.RequestAborted);
        return TypedResults.Ok(Pages.Of(found, page.Size, proposal => MergeProposalId.Of(proposal.Key)).Select(MergeProposalView.Of));
    }

    private static async Task<Results<Ok<MergeProposalView>, Problem>> DecideAsync(Scope scope, string id, Body<DecideMerge> body, IMergeStore merges, TimeProvider time, HttpContext context)
    {
        var (decision, reason) = body.Value;
        var status = Status(decision);
        if (new Checks().That(status is MergeStatus.Dismissed or MergeStatus.Merged, "/decision", "This must be dismissed or merged.").Text(reason, "/reason", ReasonMax).Problem is { } problem)
        {
            return problem;
        }

        if (MergeProposalId.Parse(scope.Id, id) is not { } key)
        {
            return NoProposal();
        }

        await merges.DecideAsync(key, new(status!.Value, $"{scope.Caller}", reason, time.GetUtcNow()), context.RequestAborted);
        return await merges.FindAsync(key, context.RequestAborted) switch
        {
            null => NoProposal(),
            // Asked again, it is as it was decided.
            { } proposal when proposal.Status == status => TypedResults.Ok(MergeProposalView.Of(proposal)),
            { } other => Problems.Conflict("decided", "It was decided otherwise.", $"By {other.Decision!.By}: {FailureGroupView.Word(other.Status)}. A decision stands."),
        };
    }

    private static MergeStatus? Status(string word) => Enum.GetValues<MergeStatus>().Where(status => FailureGroupView.Word(status) == word).Select(status => (MergeStatus?)status).FirstOrDefault();

    private static Problem NoProposal() => Problems.NotFound("The tenant has no such proposal; ids read {connection}:{kept}:{other}, as GET /customers/proposals answers them.");
}
