using Npgsql;
using OdooGrains.Storage.Postgres;
using OdooGrains.TestKit.Postgres;

namespace OdooGrains.Storage.Tests.Postgres;

public sealed class PostgresSafetyTests : PostgresTest
{
    [Fact]
    public async Task A_session_that_may_lose_commits_is_refused_by_name()
    {
        await using var store = new PostgresStore(new() { ConnectionString = With("-c synchronous_commit=off") }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => store.MigrateAsync(CancellationToken.None));
        Assert.Contains("synchronous_commit=off", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Store__AllowUnsafe", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_row_security_does_not_bind_is_refused()
    {
        await using var store = new PostgresStore(new() { ConnectionString = PostgresServer.Shared.AsAdmin(ConnectionString) }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => store.MigrateAsync(CancellationToken.None));
        Assert.Contains("row-level security", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_durable_server_and_an_ordinary_role_are_accepted()
    {
        using var server = PostgresServer.StartDurable();
        await using var store = new PostgresStore(new() { ConnectionString = server.CreateDatabase() }, TimeProvider.System);

        await store.MigrateAsync(CancellationToken.None);

        Assert.Null(await store.ProblemAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_problem_and_not_a_crash()
    {
        await using var store = new PostgresStore(new() { ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody;Database=none" }, TimeProvider.System);

        Assert.NotNull(await store.ProblemAsync(CancellationToken.None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Sweep.BacklogAsync(CancellationToken.None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Documents.CommitAsync(TestKit.Builders.Sample.Commit(), CancellationToken.None));
    }

    [Fact]
    public void The_description_holds_no_password()
    {
        var store = new PostgresStore(new() { ConnectionString = "Host=db;Username=app;Database=og;Password=canary-1234" }, TimeProvider.System);

        Assert.Equal("PostgreSQL database 'og' at db:5432 as 'app'", store.Description);
    }

    private string With(string options) => new NpgsqlConnectionStringBuilder(ConnectionString) { Options = options }.ToString();
}
