using System.Text;
using Npgsql;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Decides which folds agree with what is stored and writes those: document, effects, events. Returns the tags of the committed ones. The
/// rows that it compares are locked (<see cref="LockStatement"/>); a new document is decided by its primary key.
/// </summary>
internal static class CommitStatement
{
    // Look-ups are scalar sub-selects and each list carries its own keys: the planner then has no choice but the primary keys, whatever it
    // believes of the tables' sizes, and a batch costs in proportion to its length.
    private const string Sql = """
        with fold as materialized (
            select c.*, coalesce((
                select d.version from document d
                where d.tenant_id = c.tenant_id and d.channel_id = c.channel_id and d.document_id = c.document_id), 0) as stored
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::text[],
                $10::text[], $11::text[], $12::timestamptz[], $13::bigint[], $14::jsonb[], $41::text[])
                as c (tag, tenant_id, channel_id, document_id, number, status, next_action_at, deadline, owner, failure_class, reason, updated_at,
                    expected, state, owner_name)),
        planned as materialized (
            select e.*, coalesce((
                select f.version from effect f
                where f.tenant_id = e.tenant_id and f.channel_id = e.channel_id and f.document_id = e.document_id
                    and f.step = e.step and f.revision = e.revision), 0) as stored
            from unnest($15::uuid[], $16::text[], $17::text[], $18::text[], $19::text[], $20::int[], $21::text[], $22::int[], $23::text[],
                $24::timestamptz[], $25::int[], $26::int[], $27::bigint[], $28::timestamptz[], $29::timestamptz[], $30::timestamptz[], $31::bigint[],
                $32::text[], $33::text[], $34::text[], $35::jsonb[], $36::bigint[])
                as e (tag, tenant_id, channel_id, document_id, step, revision, connection_id, lane, status, due_at, attempts, failures, epoch, sent_at,
                    planned_at, settled_at, config_version, operation, external_key, hot_key, detail, expected)),
        agreeing as materialized (
            select * from fold
            where stored = expected and (tag in (select tag from planned where stored <> expected)) is not true),
        changed as (
            update document d set number = c.number, status = c.status, next_action_at = c.next_action_at, deadline = c.deadline, owner = c.owner,
                failure_class = c.failure_class, reason = c.reason, updated_at = c.updated_at, state = c.state, commit_tag = c.tag,
                owner_name = c.owner_name, version = d.version + 1
            from agreeing c
            where c.expected > 0 and d.tenant_id = c.tenant_id and d.channel_id = c.channel_id and d.document_id = c.document_id and d.version = c.expected
            returning d.commit_tag),
        added as (
            insert into document (tenant_id, channel_id, document_id, number, status, next_action_at, deadline, owner, failure_class, reason,
                updated_at, state, commit_tag, owner_name, version)
            select tenant_id, channel_id, document_id, number, status, next_action_at, deadline, owner, failure_class, reason, updated_at, state, tag, owner_name, 1
            from agreeing where expected = 0
            on conflict do nothing
            returning commit_tag),
        done as materialized (
            select commit_tag as tag from changed union all select commit_tag from added),
        effects_changed as (
            update effect f set connection_id = e.connection_id, lane = e.lane, status = e.status, due_at = e.due_at, attempts = e.attempts,
                failures = e.failures, epoch = e.epoch, sent_at = e.sent_at, planned_at = e.planned_at, settled_at = e.settled_at,
                config_version = e.config_version, operation = e.operation, external_key = e.external_key, hot_key = e.hot_key, detail = e.detail,
                version = f.version + 1
            from planned e
            where e.expected > 0 and (e.tag in (select tag from done)) is true and f.tenant_id = e.tenant_id and f.channel_id = e.channel_id
                and f.document_id = e.document_id and f.step = e.step and f.revision = e.revision and f.version = e.expected),
        effects_added as (
            insert into effect (tenant_id, channel_id, document_id, step, revision, connection_id, lane, status, due_at, attempts, failures, epoch,
                sent_at, planned_at, settled_at, config_version, operation, external_key, hot_key, detail, version)
            select tenant_id, channel_id, document_id, step, revision, connection_id, lane, status, due_at, attempts, failures, epoch,
                sent_at, planned_at, settled_at, config_version, operation, external_key, hot_key, detail, 1
            from planned e where expected = 0 and (e.tag in (select tag from done)) is true),
        events_folded as (
            update inbox i set status = v.status
            from unnest($37::uuid[], $38::text[], $39::uuid[], $40::text[]) as v (tag, tenant_id, event_id, status)
            -- Not "status = 'open'": that would lead to the sweep's index, which has all tenants' open events.
            where (v.tag in (select tag from done)) is true and i.tenant_id = v.tenant_id and i.event_id = v.event_id and coalesce(i.status, '') = 'open')
        select tag from done
        """;

    public static NpgsqlBatchCommand Of(IReadOnlyList<CommitWrite> writes)
    {
        // New documents of two writers meet at the primary key: in one order for all.
        List<CommitWrite> ordered = [.. writes.OrderBy(write => write.Commit.Head.Key.ToString(), StringComparer.Ordinal)];
        var command = new NpgsqlBatchCommand(Sql);
        AddFolds(command.Parameters, ordered);
        AddEffects(command.Parameters, [.. ordered.SelectMany(write => write.Commit.Effects.Select(effect => (write.Tag, effect)))]);
        var events = ordered.SelectMany(write => write.Commit.Events.Select(folded => (write.Tag, Tenant: write.Tenant.Value, Folded: folded))).ToList();
        command.Parameters.AddIds(events.Select(one => one.Tag));
        command.Parameters.AddTexts(events.Select(one => one.Tenant));
        command.Parameters.AddIds(events.Select(one => one.Folded.Id.Value));
        command.Parameters.AddTexts(events.Select(one => one.Folded.ChangedNothing ? "stale" : "folded"));
        command.Parameters.AddTexts(ordered.Select(write => OwnerColumns.Name(write.Commit.Head)));
        return command;
    }

    private static void AddFolds(NpgsqlParameterCollection parameters, List<CommitWrite> writes)
    {
        var heads = writes.Select(write => write.Commit.Head).ToList();
        parameters.AddIds(writes.Select(write => write.Tag));
        parameters.AddTexts(heads.Select(head => head.Key.Tenant.Value));
        parameters.AddTexts(heads.Select(head => head.Key.Channel.Value));
        parameters.AddTexts(heads.Select(head => head.Key.Id));
        parameters.AddTexts(heads.Select(head => head.Number));
        parameters.AddTexts(heads.Select(head => head.Status));
        parameters.AddTimes(heads.Select(head => head.NextActionAt));
        parameters.AddTimes(heads.Select(head => head.Deadline));
        parameters.AddTexts(heads.Select(OwnerColumns.Side));
        parameters.AddTexts(heads.Select(head => head.FailureClass));
        parameters.AddTexts(heads.Select(head => head.Reason));
        parameters.AddTimes(heads.Select(head => (DateTimeOffset?)head.UpdatedAt));
        parameters.AddNumbers(writes.Select(write => write.Commit.ExpectedVersion));
        parameters.AddJsons(writes.Select(write => Encoding.UTF8.GetString(write.Commit.State.Span)));
    }

    private static void AddEffects(NpgsqlParameterCollection parameters, List<(Guid Tag, Effect Effect)> effects)
    {
        parameters.AddIds(effects.Select(one => one.Tag));
        parameters.AddTexts(effects.Select(one => one.Effect.Key.Document.Tenant.Value));
        parameters.AddTexts(effects.Select(one => one.Effect.Key.Document.Channel.Value));
        parameters.AddTexts(effects.Select(one => one.Effect.Key.Document.Id));
        parameters.AddTexts(effects.Select(one => one.Effect.Key.Step));
        parameters.AddIntegers(effects.Select(one => one.Effect.Key.Revision));
        parameters.AddTexts(effects.Select(one => one.Effect.Connection.Value));
        parameters.AddIntegers(effects.Select(one => (int)one.Effect.Lane));
        parameters.AddTexts(effects.Select(one => Words<EffectStatus>.Of(one.Effect.Status)));
        parameters.AddTimes(effects.Select(one => (DateTimeOffset?)one.Effect.DueAt));
        parameters.AddIntegers(effects.Select(one => one.Effect.Attempts));
        parameters.AddIntegers(effects.Select(one => one.Effect.Failures));
        parameters.AddNumbers(effects.Select(one => one.Effect.Epoch));
        parameters.AddTimes(effects.Select(one => one.Effect.SentAt));
        parameters.AddTimes(effects.Select(one => (DateTimeOffset?)one.Effect.PlannedAt));
        parameters.AddTimes(effects.Select(one => one.Effect.SettledAt));
        parameters.AddNumbers(effects.Select(one => one.Effect.ConfigVersion));
        parameters.AddTexts(effects.Select(one => one.Effect.Operation));
        parameters.AddTexts(effects.Select(one => one.Effect.ExternalKey));
        parameters.AddTexts(effects.Select(one => one.Effect.HotKey));
        parameters.AddJsons(effects.Select(one => StorageJson.Text(one.Effect)));
        parameters.AddNumbers(effects.Select(one => one.Effect.Version));
    }
}
