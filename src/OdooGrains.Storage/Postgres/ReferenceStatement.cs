using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>Registers the references of those folds of the batch that were committed: their documents carry their commit tags. Returns nothing.</summary>
internal static class ReferenceStatement
{
    private const string Sql = """
        insert into document_reference (tenant_id, channel_id, kind, reference, document_id)
        select r.tenant_id, r.channel_id, r.kind, r.reference, r.document_id
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as r (tag, tenant_id, channel_id, document_id, kind, reference)
        where (
            select d.commit_tag from document d
            where d.tenant_id = r.tenant_id and d.channel_id = r.channel_id and d.document_id = r.document_id) = r.tag
        on conflict do nothing
        """;

    public static NpgsqlBatchCommand Of(IReadOnlyList<CommitWrite> writes)
    {
        // In one order for all writers, so that two that register the same references do not lock each other out.
        var references = writes.SelectMany(write => write.Commit.References.Select(reference => (write.Tag, write.Commit.Head.Key, Reference: reference)))
            .OrderBy(one => one.Key.Tenant.Value, StringComparer.Ordinal)
            .ThenBy(one => one.Key.Channel.Value, StringComparer.Ordinal)
            .ThenBy(one => one.Reference.DocumentId, StringComparer.Ordinal)
            .ToList();
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.AddIds(references.Select(one => one.Tag));
        command.Parameters.AddTexts(references.Select(one => one.Key.Tenant.Value));
        command.Parameters.AddTexts(references.Select(one => one.Key.Channel.Value));
        command.Parameters.AddTexts(references.Select(one => one.Key.Id));
        command.Parameters.AddTexts(references.Select(one => one.Reference.Kind));
        command.Parameters.AddTexts(references.Select(one => one.Reference.Value));
        return command;
    }
}
