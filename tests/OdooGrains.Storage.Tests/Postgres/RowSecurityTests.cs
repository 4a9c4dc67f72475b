using Npgsql;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Postgres;

namespace OdooGrains.Storage.Tests.Postgres;

public sealed class RowSecurityTests : PostgresTest
{
    private const string TenantTables = """
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        """;

    [Fact]
    public async Task Every_table_with_a_tenant_forces_row_security_upon_its_owner()
    {
        await using var connection = await ConnectAsync();

        Assert.Equal(24, (await ListAsync(connection, TenantTables)).Count);
        Assert.Empty(await ListAsync(connection, $"{TenantTables} and not (c.relrowsecurity and c.relforcerowsecurity)"));
        Assert.Empty(await ListAsync(connection, $"{TenantTables} and not exists (select 1 from pg_policies p where p.tablename = c.relname and p.policyname = 'tenants')"));
    }

    [Fact]
    public async Task Every_table_without_a_tenant_is_known()
    {
        await using var connection = await ConnectAsync();

        Assert.Equal(
            ["restore", "schema_migration", "store_probe"],
            await ListAsync(connection, $"select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and relname not in ({TenantTables}) order by relname"));
    }

    [Fact]
    public async Task With_no_tenant_named_there_are_no_rows()
    {
        await FillAsync();
        await using var connection = await ConnectAsync();

        foreach (var table in await ListAsync(connection, TenantTables))
        {
            Assert.Equal(["0"], await ListAsync(connection, $"select count(*) from {table}"));
        }
    }

    [Fact]
    public async Task A_transaction_sees_the_tenants_that_it_names_and_leaves_nothing_behind()
    {
        await FillAsync();
        await using var connection = await ConnectAsync();

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await RunAsync(connection, "select set_config('app.tenants', 'acme', true)");
            Assert.Equal(["acme"], await ListAsync(connection, "select distinct tenant_id from document"));
            await RunAsync(connection, "select set_config('app.tenants', 'acme,globex', true)");
            Assert.Equal(["acme", "globex"], await ListAsync(connection, "select distinct tenant_id from document order by 1"));
            await transaction.CommitAsync();
        }

        Assert.Equal(["0"], await ListAsync(connection, "select count(*) from document"));
    }

    [Theory]
    [InlineData("insert into connection_epoch values ('globex', 'other', 1)")]
    [InlineData("update document set tenant_id = 'globex', document_id = 'moved' where tenant_id = 'acme'")]
    public async Task A_batch_cannot_write_a_tenant_that_it_did_not_name(string sql)
    {
        await FillAsync();
        await using var connection = await ConnectAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("select set_config('app.tenants', 'acme,initech', true)"), new(sql) },
        };

        var refused = await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync());
        Assert.Equal("42501", refused.SqlState);
    }

    [Theory]
    [InlineData("update document set number = 'stolen' where tenant_id = 'globex'")]
    [InlineData("delete from effect where tenant_id = 'globex'")]
    public async Task A_batch_does_not_even_find_a_tenant_that_it_did_not_name(string sql)
    {
        await FillAsync();
        await using var connection = await ConnectAsync();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("select set_config('app.tenants', 'acme', true)"), new(sql) } };

        await batch.ExecuteNonQueryAsync();
        Assert.Equal(0, batch.BatchCommands[1].RecordsAffected);
    }

    [Fact]
    public async Task Functions_over_all_tenants_give_no_payload_away()
    {
        await using var connection = await ConnectAsync();

        var results = await ListAsync(connection, "select pg_get_function_result(oid) from pg_proc where prosecdef and pronamespace = 'public'::regnamespace");
        Assert.Equal(24, results.Count);
        Assert.All(results, result => Assert.DoesNotMatch("(body|state|detail|settings|secrets|found) ", result));
    }

    [Fact]
    public async Task The_sweep_leaves_its_own_view_behind_when_it_is_done()
    {
        await FillAsync();
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        Assert.Equal(2, (await ListAsync(connection, "select document_id from sweep_due_documents('infinity', null, null, null, null, 10)")).Count);
        Assert.Equal(["0"], await ListAsync(connection, "select count(*) from document"));
    }

    [Fact]
    public async Task A_role_that_does_not_own_the_tables_works_through_the_store_and_cannot_open_the_sweeps_view_itself()
    {
        var server = PostgresServer.Shared;
        var role = $"{server.Role}_app";
        server.Execute($"create role {role} login password '{role}'");
        try
        {
            var asApp = new NpgsqlConnectionStringBuilder(ConnectionString) { Username = role, Password = role, Pooling = false }.ToString();
            await using (var store = new Storage.Postgres.PostgresStore(new() { ConnectionString = asApp, OwnerConnectionString = ConnectionString, AllowUnsafe = true }, TimeProvider.System))
            {
                await store.MigrateAsync(None);
                await FillAsync(store);
                Assert.Equal(2, (await store.Sweep.DueDocumentsAsync(Sample.Now.AddDays(1), null, 10, None)).Count);
                Assert.Null(await store.ProblemAsync(None));
            }

            await using var connection = new NpgsqlConnection(asApp);
            await connection.OpenAsync();
            await RunAsync(connection, "set app.sweep = 'keys'");
            Assert.Equal(["0"], await ListAsync(connection, "select count(*) from document"));
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, "alter table document no force row level security"))).SqlState);
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, "delete from schema_migration"))).SqlState);
        }
        finally
        {
            server.Execute($"drop owned by {role}", ConnectionString);
            server.Execute($"drop role {role}");
        }
    }

    private Task FillAsync() => FillAsync(Store);

    private static async Task FillAsync(Storage.Postgres.PostgresStore store)
    {
        foreach (var tenant in (string[])["acme", "globex"])
        {
            var document = Sample.Document(tenant: tenant);
            await store.Tenants.CreateTenantAsync(Sample.Tenant(tenant), None);
            await store.Inbox.AcceptAsync(Sample.Event(tenant.Length, document: document), None);
            await store.Documents.CommitAsync(Sample.Commit(Sample.Head(document)) with { Effects = [Sample.Effect(document)] }, None);
        }
    }
}
