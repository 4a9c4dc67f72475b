using Npgsql;
using OdooGrains.Domain.Documents;
using OdooGrains.Storage.Documents;

namespace OdooGrains.Storage.Postgres;

/// <summary>Loads documents: those that are asked for while a load is under way share the next round trip.</summary>
internal sealed class PostgresLoader(NpgsqlDataSource source)
{
    private readonly Lock _gate = new();
    private readonly Queue<Load> _waiting = new();
    private int _running;

    public Task<StoredDocument?> LoadAsync(DocumentKey key, CancellationToken cancellation)
    {
        var load = new Load(key);
        lock (_gate)
        {
            if (_waiting.Count >= PostgresLimits.LoadsWaitingMax)
            {
                throw new StoreUnavailableException($"The store is behind: {_waiting.Count} loads wait; try again later.");
            }

            _waiting.Enqueue(load);
            if (_running == 0 || (_running < PostgresLimits.LoadersMax && _waiting.Count >= PostgresLimits.FurtherLoaderFrom))
            {
                _running++;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return load.Outcome.Task.WaitAsync(cancellation);
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } loads)
        {
            try
            {
                await PostgresCalls.GuardAsync(() => RunAsync(loads));
            }
            catch (Exception error)
            {
                loads.ForEach(load => load.Outcome.TrySetException(error));
            }
        }
    }

    private List<Load> Take()
    {
        lock (_gate)
        {
            List<Load> loads = [];
            while (loads.Count < PostgresLimits.LoadsMax && _waiting.TryDequeue(out var load))
            {
                loads.Add(load);
            }

            _running -= loads.Count == 0 ? 1 : 0;
            return loads;
        }
    }

    private const string Documents = $"""
        select found.*
        from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, channel_id, document_id)
        cross join lateral (
            select {PostgresRows.DocumentColumns}, state::text from document d
            where d.tenant_id = k.tenant_id and d.channel_id = k.channel_id and d.document_id = k.document_id offset 0) found
        """;

    private const string Effects = $"""
        select found.*
        from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, channel_id, document_id)
        cross join lateral (
            select {PostgresRows.EffectColumns}, f.number from effect f
            where f.tenant_id = k.tenant_id and f.channel_id = k.channel_id and f.document_id = k.document_id offset 0) found
        order by found.planned_at, found.number
        """;

    // The document first: a commit between the two statements then leaves an old version with new effects, and a fold of that is a conflict.
    private async Task<bool> RunAsync(List<Load> loads)
    {
        var keys = loads.Select(load => load.Key).Distinct().ToList();
        await using var connection = await PostgresCalls.OpenAsync(source, CancellationToken.None);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(PostgresCalls.TenantsCommand(string.Join(',', keys.Select(key => key.Tenant.Value).Distinct())));
        batch.BatchCommands.Add(Command(Documents, keys));
        batch.BatchCommands.Add(Command(Effects, keys));
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        var documents = await ReadAsync(reader, PostgresRows.Document);
        await reader.NextResultAsync();
        var effects = await ReadAsync(reader, PostgresRows.Effect);

        var ofDocument = effects.ToLookup(effect => effect.Key.Document);
        var byKey = documents.ToDictionary(document => document.Head.Key, document => document with { Effects = [.. ofDocument[document.Head.Key]] });
        loads.ForEach(load => load.Outcome.TrySetResult(byKey.GetValueOrDefault(load.Key)));
        return true;
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        List<T> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static NpgsqlBatchCommand Command(string sql, List<DocumentKey> keys)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddTexts(keys.Select(key => key.Tenant.Value));
        command.Parameters.AddTexts(keys.Select(key => key.Channel.Value));
        command.Parameters.AddTexts(keys.Select(key => key.Id));
        return command;
    }

    private sealed record Load(DocumentKey Key)
    {
        public TaskCompletionSource<StoredDocument?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
