using System.Text.Json;
using OdooGrains.Api.Failures;
using OdooGrains.Domain.Customers;

namespace OdooGrains.Api.Customers;

/// <summary>Two customers of an ERP that may be one.</summary>
/// <param name="Id">Names the proposal.</param>
/// <param name="Connection">The ERP connection.</param>
/// <param name="Kept">The ERP's id of the customer that the order was booked for.</param>
/// <param name="Other">The ERP's id of the one that is like it.</param>
/// <param name="Rule">By what the other was found: externalId, email, phone or vat.</param>
/// <param name="Order">The order on which it was seen first, as <c>order:{channel}:{id}</c>.</param>
/// <param name="Status">open, dismissed or merged.</param>
/// <param name="By">Who decided; null while it is open.</param>
/// <param name="Reason">Why.</param>
public sealed record MergeProposalView(
    string Id, string Connection, string Kept, string Other, string Rule, string Order, DateTimeOffset FoundAt, string Status, string? By, string? Reason, DateTimeOffset? DecidedAt)
{
    public static MergeProposalView Of(MergeProposal proposal) => new(
        MergeProposalId.Of(proposal.Key),
        proposal.Key.Connection.Connection.Value,
        proposal.Key.Kept,
        proposal.Key.Other,
        JsonNamingPolicy.CamelCase.ConvertName(proposal.Rule.ToString()),
        new FailureId.Order(proposal.Order.Channel, proposal.Order.Id).ToString(),
        proposal.FoundAt,
        FailureGroupView.Word(proposal.Status),
        proposal.Decision?.By,
        proposal.Decision?.Reason,
        proposal.Decision?.At);
}

/// <summary>What a person decided of a proposal.</summary>
/// <param name="Decision">dismissed: they are two. merged: they were merged in the ERP; nothing here does it.</param>
/// <param name="Reason">Why, 1 to 500 characters; kept with the proposal.</param>
public sealed record DecideMerge(string Decision, string Reason);
