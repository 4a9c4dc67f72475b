using System.Text;
using Npgsql;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Decides which folds agree with what is stored and writes those: document, effects, events. Returns the numbers of the committed ones. The
/// rows that it compares are locked (<see cref="LockStatement"/>); a new document is decided by its primary key.
/// </summary>
internal static class CommitStatement
{
    private const string Sql = """
        with fold as materialized (
            select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::text[],
                $10::text[], $11::text[], $12::timestamptz[], $13::bigint[], $14::jsonb[], $15::uuid[])
                as c (n, tenant_id, channel_id, document_id, number, status, next_action_at, deadline, owner, failure_class, reason, updated_at,
                    expected, state, commit_tag)),
        planned as materialized (
            select * from unnest($16::int[], $17::text[], $18::int[], $19::text[], $20::int[], $21::text[], $22::timestamptz[], $23::int[], $24::int[],
                $25::bigint[], $26::timestamptz[], $27::timestamptz[], $28::timestamptz[], $29::bigint[], $30::text[], $31::text[], $32::text[],
                $33::jsonb[], $34::bigint[]) with ordinality
                as e (n, step, revision, connection_id, lane, status, due_at, attempts, failures, epoch, sent_at, planned_at, settled_at,
                    config_version, operation, external_key, hot_key, detail, expected, position)),
        agreeing as materialized (
            select c.n
            from fold c left join document d on d.tenant_id = c.tenant_id and d.channel_id = c.channel_id and d.document_id = c.document_id
            where coalesce(d.version, 0) = c.expected
                and not exists (
                    select 1
                    from planned e left join effect f on f.tenant_id = c.tenant_id and f.channel_id = c.channel_id and f.document_id = c.document_id
                        and f.step = e.step and f.revision = e.revision
                    where e.n = c.n and coalesce(f.version, 0) <> e.expected)),
        changed as (
            update document d set number = c.number, status = c.status, next_action_at = c.next_action_at, deadline = c.deadline, owner = c.owner,
                failure_class = c.failure_class, reason = c.reason, updated_at = c.updated_at, state = c.state, commit_tag = c.commit_tag,
                version = d.version + 1
            from fold c join agreeing a on a.n = c.n
            where d.tenant_id = c.tenant_id and d.channel_id = c.channel_id and d.document_id = c.document_id and d.version = c.expected
            returning c.n),
        added as (
            insert into document (tenant_id, channel_id, document_id, number, status, next_action_at, deadline, owner, failure_class, reason,
                updated_at, state, commit_tag, version)
            select c.tenant_id, c.channel_id, c.document_id, c.number, c.status, c.next_action_at, c.deadline, c.owner, c.failure_class, c.reason,
                c.updated_at, c.state, c.commit_tag, 1
            from fold c join agreeing a on a.n = c.n
            where c.expected = 0
            order by c.tenant_id, c.channel_id, c.document_id
            on conflict do nothing
            returning commit_tag),
        done as materialized (
            select n from changed union all select c.n from added a join fold c on c.commit_tag = a.commit_tag),
        effects_changed as (
            update effect f set connection_id = e.connection_id, lane = e.lane, status = e.status, due_at = e.due_at, attempts = e.attempts,
                failures = e.failures, epoch = e.epoch, sent_at = e.sent_at, planned_at = e.planned_at, settled_at = e.settled_at,
                config_version = e.config_version, operation = e.operation, external_key = e.external_key, hot_key = e.hot_key, detail = e.detail,
                version = f.version + 1
            from planned e join done on done.n = e.n join fold c on c.n = e.n
            where f.tenant_id = c.tenant_id and f.channel_id = c.channel_id and f.document_id = c.document_id and f.step = e.step
                and f.revision = e.revision and f.version = e.expected),
        effects_added as (
            insert into effect (tenant_id, channel_id, document_id, step, revision, connection_id, lane, status, due_at, attempts, failures, epoch,
                sent_at, planned_at, settled_at, config_version, operation, external_key, hot_key, detail, version)
            select c.tenant_id, c.channel_id, c.document_id, e.step, e.revision, e.connection_id, e.lane, e.status, e.due_at, e.attempts, e.failures,
                e.epoch, e.sent_at, e.planned_at, e.settled_at, e.config_version, e.operation, e.external_key, e.hot_key, e.detail, 1
            from planned e join done on done.n = e.n join fold c on c.n = e.n
            where e.expected = 0
            order by e.position),
        events_folded as (
            update inbox i set status = v.status
            from unnest($35::int[], $36::uuid[], $37::text[]) as v (n, event_id, status) join done on done.n = v.n join fold c on c.n = v.n
            where i.tenant_id = c.tenant_id and i.event_id = v.event_id and i.status = 'open')
        select n from done
        """;

    public static NpgsqlBatchCommand Of(IReadOnlyList<CommitWrite> writes)
    {
        var command = new NpgsqlBatchCommand(Sql);
        AddFolds(command.Parameters, writes);
        AddEffects(command.Parameters, [.. writes.SelectMany((write, n) => write.Commit.Effects.Select(effect => (n, effect)))]);
        var events = writes.SelectMany((write, n) => write.Commit.Events.Select(folded => (N: n, Folded: folded))).ToList();
        command.Parameters.AddIntegers(events.Select(one => one.N));
        command.Parameters.AddIds(events.Select(one => one.Folded.Id.Value));
        command.Parameters.AddTexts(events.Select(one => one.Folded.ChangedNothing ? "stale" : "folded"));
        return command;
    }

    private static void AddFolds(NpgsqlParameterCollection parameters, IReadOnlyList<CommitWrite> writes)
    {
        var heads = writes.Select(write => write.Commit.Head).ToList();
        parameters.AddIntegers(Enumerable.Range(0, writes.Count));
        parameters.AddTexts(heads.Select(head => head.Key.Tenant.Value));
        parameters.AddTexts(heads.Select(head => head.Key.Channel.Value));
        parameters.AddTexts(heads.Select(head => head.Key.Id));
        parameters.AddTexts(heads.Select(head => head.Number));
        parameters.AddTexts(heads.Select(head => head.Status));
        parameters.AddTimes(heads.Select(head => head.NextActionAt));
        parameters.AddTimes(heads.Select(head => head.Deadline));
        parameters.AddTexts(heads.Select(head => head.Owner));
        parameters.AddTexts(heads.Select(head => head.FailureClass));
        parameters.AddTexts(heads.Select(head => head.Reason));
        parameters.AddTimes(heads.Select(head => (DateTimeOffset?)head.UpdatedAt));
        parameters.AddNumbers(writes.Select(write => write.Commit.ExpectedVersion));
        parameters.AddJsons(writes.Select(write => Encoding.UTF8.GetString(write.Commit.State.Span)));
        parameters.AddIds(writes.Select(write => write.Tag));
    }

    private static void AddEffects(NpgsqlParameterCollection parameters, List<(int N, Effect Effect)> effects)
    {
        parameters.AddIntegers(effects.Select(one => one.N));
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
