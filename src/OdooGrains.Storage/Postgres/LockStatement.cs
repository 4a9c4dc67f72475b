using Npgsql;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Takes the row locks of a batch before anything is decided: documents, then effects, then epochs, each in key order. So two writers wait for
/// each other at most, and what the next statements compare cannot change under them.
/// </summary>
internal static class LockStatement
{
    private const string Documents = """
        select d.version
        from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, channel_id, document_id)
        join document d on d.tenant_id = k.tenant_id and d.channel_id = k.channel_id and d.document_id = k.document_id
        order by d.tenant_id, d.channel_id, d.document_id
        for update of d
        """;

    private const string Effects = """
        select f.version
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[]) as k (tenant_id, channel_id, document_id, step, revision)
        join effect f on f.tenant_id = k.tenant_id and f.channel_id = k.channel_id and f.document_id = k.document_id
            and f.step = k.step and f.revision = k.revision
        order by f.tenant_id, f.channel_id, f.document_id, f.step, f.revision
        for update of f
        """;

    // Shared: marks of one connection do not wait for each other, but a new owner's epoch and a mark do.
    private const string Epochs = """
        select p.epoch
        from unnest($1::text[], $2::text[]) as k (tenant_id, connection_id)
        join connection_epoch p on p.tenant_id = k.tenant_id and p.connection_id = k.connection_id
        order by p.tenant_id, p.connection_id
        for share of p
        """;

    public static IEnumerable<NpgsqlBatchCommand> Of(IReadOnlyList<CommitWrite> commits, IReadOnlyList<MarkWrite> marks)
    {
        var documents = commits.Where(write => write.Commit.ExpectedVersion > 0).Select(write => write.Commit.Head.Key).ToList();
        if (documents.Count > 0)
        {
            var command = new NpgsqlBatchCommand(Documents);
            command.Parameters.AddTexts(documents.Select(key => key.Tenant.Value));
            command.Parameters.AddTexts(documents.Select(key => key.Channel.Value));
            command.Parameters.AddTexts(documents.Select(key => key.Id));
            yield return command;
        }

        var effects = commits.SelectMany(write => write.Commit.Effects).Where(effect => effect.Version > 0).Concat(marks.Select(write => write.Marked)).ToList();
        if (effects.Count > 0)
        {
            yield return OfEffects(effects);
        }

        if (marks.Count > 0)
        {
            var owners = marks.Select(write => (Tenant: write.Tenant.Value, Connection: write.Marked.Connection.Value)).Distinct().ToList();
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
