using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Postgres;

/// <summary>What the sweep asks every 2 s is answered from its partial indexes, not by reading tables.</summary>
public sealed class SweepPlanTests : PostgresTest
{
    [Theory]
    [InlineData("sweep_first_open_of_tenants", "inbox", "inbox_open_by_tenant")]
    [InlineData("sweep_open_events", "inbox", "inbox_open")]
    [InlineData("sweep_first_due_of_tenants", "document", "document_due_by_tenant")]
    [InlineData("sweep_due_documents", "document", "document_due")]
    public async Task The_sweep_reads_by_its_index(string function, string table, string index)
    {
        for (var tenant = 0; tenant < 20; tenant++)
        {
            await Task.WhenAll(Enumerable.Range(1, 20).Select(number => FillAsync((tenant * 20) + number, $"tenant{tenant}")));
        }

        await using var connection = await ConnectAsync();
        await RunAsync(connection, $"analyze {table}");
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync(connection, "set local app.sweep = 'keys'");
        await RunAsync(connection, "set local enable_seqscan = off");
        var plan = string.Join('\n', await ListAsync(connection, $"explain {await QueryOfAsync(connection, function)}"));

        Assert.Matches($"Index (Only )?Scan using {index} ", plan);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    // The function's own statement, with values in the place of its parameters.
    private static async Task<string> QueryOfAsync(Npgsql.NpgsqlConnection connection, string function)
    {
        var body = (await ListAsync(connection, $"select prosrc from pg_proc where proname = '{function}'"))[0];
        var query = body[(body.IndexOf("return query", StringComparison.Ordinal) + "return query".Length)..];
        return query[..query.IndexOf(';', StringComparison.Ordinal)]
            .Replace("< before", "< 'infinity'", StringComparison.Ordinal).Replace("<= now", "<= 'infinity'", StringComparison.Ordinal).Replace("row_limit", "5", StringComparison.Ordinal)
            .Replace("after_at", "null::timestamptz", StringComparison.Ordinal).Replace("after_event", "null::uuid", StringComparison.Ordinal)
            .Replace("after_tenant", "null::text", StringComparison.Ordinal).Replace("after_channel", "null::text", StringComparison.Ordinal).Replace("after_document", "null::text", StringComparison.Ordinal);
    }

    private async Task FillAsync(int number, string tenant)
    {
        var document = Sample.Document($"{number}", tenant);
        await Store.Inbox.AcceptAsync(Sample.Event(number, document: document), None);
        await Store.Documents.CommitAsync(Sample.Commit(Sample.Head(document)), None);
    }
}
