using System.Text.Json;
using OdooGrains.Api.Connections;
using OdooGrains.Api.Failures;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Storage.Reconciliation;

namespace OdooGrains.Api.Reconciliations;

/// <summary>What to compare now.</summary>
/// <param name="Subject">orders, payments, refunds, shipments, customers or postings.</param>
/// <param name="Connection">The connection to compare with; without it, each that tells of the subject.</param>
public sealed record StartReconciliation(string Subject, string? Connection = null);

/// <summary>The runs that began.</summary>
public sealed record StartedReconciliations(IReadOnlyList<Guid> Ids);

/// <summary>One comparison, and what came of it.</summary>
/// <param name="Since">Changes from then on were compared, up to <paramref name="Until"/>.</param>
/// <param name="Status">running, done or failed.</param>
/// <param name="LeftToPerson">Differences that wait for their owner.</param>
/// <param name="Sums">Of postings: amounts by operation and currency.</param>
public sealed record ReconciliationView(
    Guid Id,
    string Subject,
    string Connection,
    DateTimeOffset Since,
    DateTimeOffset Until,
    string Status,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    long Compared,
    long Matched,
    long Drifts,
    long Repaired,
    long LeftToPerson,
    IReadOnlyDictionary<string, decimal>? Sums,
    FailureView? Failure)
{
    public static ReconciliationView Of(ReconciliationRun run) => new(
        run.Id,
        ReconciliationKey.WordOf(run.Subject),
        run.Connection.Connection.Value,
        run.Window.Since,
        run.Window.Until,
        DriftView.Word(run.Status),
        run.StartedAt,
        run.EndedAt,
        run.Compared,
        run.Matched,
        run.Drifts,
        run.Repaired,
        run.LeftToPerson,
        run.Subject is ReconciliationSubject.Postings ? run.Sums : null,
        FailureView.Of(run.Failure));
}

/// <summary>One difference.</summary>
/// <param name="Order"><c>order:{channel}:{id}</c>.</param>
/// <param name="Cause">missed_webhook, changed_silently, amount_differs, unknown_here, unknown_there or not_announced.</param>
/// <param name="What">What differs.</param>
/// <param name="Since">When it began.</param>
/// <param name="AgeSeconds">How long ago that is.</param>
/// <param name="Settlement">repaired, reported or person.</param>
/// <param name="Owner">Who must act; none where it was repaired.</param>
public sealed record DriftView(int Number, string Order, string Cause, string What, string? Theirs, string? Ours, DateTimeOffset Since, double AgeSeconds, string Settlement, string? Owner)
{
    public static DriftView Of(StoredDrift stored, DateTimeOffset now)
    {
        var (drift, settlement, owner) = stored.Settled;
        return new(
            stored.Number,
            new FailureId.Order(drift.Document.Channel, drift.Document.Id).ToString(),
            Word(drift.Cause),
            drift.What,
            drift.Theirs,
            drift.Ours,
            drift.Since,
            (now - drift.Since).TotalSeconds,
            Word(settlement),
            owner);
    }

    public static string Word(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
