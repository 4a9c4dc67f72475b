using System.Text.Json.Nodes;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Failures;
using OdooGrains.Storage.Formats;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IFailureStore"/>
internal sealed class MemoryFailureStore(MemoryStore store) : IFailureStore
{
    public Task<IReadOnlyList<FailedDocument>> HeldAsync(TenantId? tenant, DocumentKey? after, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<FailedDocument>>(
        "Failures.Held",
        tenant,
        tables =>
        [
            .. tables.Documents
                .Where(pair => pair.Value.Head.Status == "held" && (tenant is null || pair.Key.Tenant == tenant) && (after is not { } last || MemoryTables.ByKey.Compare(pair.Key, last) > 0))
                .Take(limit)
                .Select(pair => Failed(pair.Value, EffectsOf(tables, pair.Key))),
        ],
        cancellation);

    public Task<IReadOnlyList<Footprint>> FootprintsAsync(TenantId tenant, DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<Footprint>>(
        "Failures.Footprints",
        tenant,
        tables =>
        {
            var own = tables.Documents.Values.Where(document => document.Head.Key.Tenant == tenant).ToList();
            return
            [
                .. own.Where(document => document.Head.UpdatedAt >= since && document.Head.UpdatedAt < until).OrderByDescending(document => document.Head.UpdatedAt).Take(limit)
                    .Concat(own.Where(document => document.Head.Status == "held" && document.Head.UpdatedAt < since).Take(limit))
                    .Select(document => Footprint(document, EffectsOf(tables, document.Head.Key))),
            ];
        },
        cancellation);

    private static List<Effect> EffectsOf(MemoryTables tables, DocumentKey key) => tables.Effects.GetValueOrDefault(key) ?? [];

    private static FailedDocument Failed(StoredDocument document, List<Effect> effects)
    {
        var (head, facts) = (document.Head, Facts(document));
        var step = effects.LastOrDefault(effect => effect.Status is EffectStatus.Held or EffectStatus.Dead && effect.LastFailure?.Code == (string?)facts[0])?.Key.Step;
        return FailureFields.Failed(head.Key, head.Number, head.FailureClass, head.Reason, head.Owner, head.UpdatedAt, facts.ToJsonString(), step);
    }

    private static Footprint Footprint(StoredDocument document, List<Effect> effects)
    {
        var traces = effects.Select(effect => string.Join(FailureFields.FieldEnd, effect.Key.Step, effect.Connection, Words<EffectStatus>.Of(effect.Status), effect.DoubtfulSince is null ? 0 : 1));
        return FailureFields.Footprint(
            document.Head.Key, document.Head.Status, document.Head.FailureClass, document.Head.UpdatedAt, Facts(document).ToJsonString(), string.Join(FailureFields.EffectEnd, traces));
    }

    private static JsonArray Facts(StoredDocument document)
    {
        var state = JsonNode.Parse(document.State.Span);
        return [.. FailureFields.Paths.Select(path => path.Split('.').Aggregate(state, (node, name) => node?[name])?.DeepClone())];
    }
}
