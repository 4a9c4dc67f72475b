using Npgsql;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Takes the row locks of a batch before anything is decided: documents, then effects, then epochs, each in key order (the arrays are sorted). So two writers wait for
/// each other at most, and what the next statements compare cannot change under them.
/// </summary>
internal static class LockStatement
{
    private const string Documents = """
        select l.version
        from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, channel_id, document_id)
        cross join lateral (
            select d.version from document d
            where d.tenant_id = k.tenant_id and d.channel_id = k.channel_id and d.document_id = k.document_id
            for update) l
        """;

    private const string Effects = """
        select l.version
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[]) as k (tenant_id, channel_id, document_id, step, revision)
        cross join lateral (
            select f.version from effect f
            where f.tenant_id = k.tenant_id and f.channel_id = k.channel_id and f.document_id = k.document_id and f.step = k.step and f.revision = k.revision
            for update) l
        """;

    // Marks of one connection wait for each other, so that each sees which hot keys are taken; and a new owner's epoch and a mark do.
    private const string Epochs = """
        select l.epoch
        from unnest($1::text[], $2::text[]) as k (tenant_id, connection_id)
        cross join lateral (
            select p.epoch from connection_epoch p where p.tenant_id = k.tenant_id and p.connection_id = k.connection_id
            for no key update) l
        """;

    public static IEnumerable<NpgsqlBatchCommand> Of(IReadOnlyList<CommitWrite> commits, IReadOnlyList<MarkWrite> marks)
    {
        var documents = commits.Where(write => write.Commit.ExpectedVersion > 0).Select(write => write.Commit.Head.Key)
            .OrderBy(key => key.ToString(), StringComparer.Ordinal).ToList();
        if (documents.Count > 0)
        {
            var command = new NpgsqlBatchCommand(Documents);
            command.Parameters.AddTexts(documents.Select(key => key.Tenant.Value));
            command.Parameters.AddTexts(documents.Select(key => key.Channel.Value));
            command.Parameters.AddTexts(documents.Select(key => key.Id));
            yield return command;
        }

        var effects = commits.SelectMany(write => write.Commit.Effects).Where(effect => effect.Version > 0).Concat(marks.Select(write => write.Marked))
            .OrderBy(effect => effect.Key.ToString(), StringComparer.Ordinal).ToList();
        if (effects.Count > 0)
        {
            yield return OfEffects(effects);
        }

        if (marks.Count > 0)
        {
            var owners = marks.Select(write => (Tenant: write.Tenant.Value, Connection: write.Marked.Connection.Value)).Distinct()
                .OrderBy(owner => owner.Tenant, StringComparer.Ordinal).ThenBy(owner => owner.Connection, StringComparer.Ordinal).ToList();
            var command = new NpgsqlBatchCommand(Epochs);
            command.Parameters.AddTexts(owners.Select(owner => owner.Tenant));
            command.Parameters.AddTexts(owners.Select(owner => owner.Connection));
            yield return command;
        }
    }

    private static NpgsqlBatchCommand OfEffects(List<Effect> effects)
    {
        var command = new NpgsqlBatchCommand(Effects);
        command.Parameters.AddTexts(effects.Select(effect => effect.Key.Document.Tenant.Value));
        command.Parameters.AddTexts(effects.Select(effect => effect.Key.Document.Channel.Value));
        command.Parameters.AddTexts(effects.Select(effect => effect.Key.Document.Id));
        command.Parameters.AddTexts(effects.Select(effect => effect.Key.Step));
        command.Parameters.AddIntegers(effects.Select(effect => effect.Key.Revision));
        return command;
    }
}
