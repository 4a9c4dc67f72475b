using OdooGrains.Domain.Documents;

namespace OdooGrains.Domain.Failures;

/// <summary>One document of a replay: what was planned for it, and what became of it.</summary>
/// <param name="Number">From 1, in the order in which they are applied.</param>
/// <param name="DocumentVersion">The version of the document that the plan was made for; 0 where there is none.</param>
/// <param name="Note">Why, where it did not become what was planned.</param>
/// <param name="At">When the outcome came about; null before.</param>
public sealed record ReplayItem(int Number, DocumentKey Document, long DocumentVersion, ReplayPlan Plan, ReplayOutcome Outcome, string? Note = null, DateTimeOffset? At = null);

/// <summary>What became of a document of a replay.</summary>
public enum ReplayOutcome
{
    /// <summary>The plan does nothing with it.</summary>
    Untouched,
    Waiting,
    /// <summary>The command is committed; what comes of it is watched.</summary>
    Applied,
    Done,
    /// <summary>It failed again, or ended otherwise than planned.</summary>
    Failed,
    /// <summary>It changed since the plan, so that nothing was done with it.</summary>
    Skipped,
}
