using System.Text.Json.Nodes;
using Npgsql;
using OdooGrains.Host.Demo;

namespace OdooGrains.Benchmarks.Budget;

/// <summary>
/// What an order costs in the store: the real <c>serve</c> process, simulated shops and Odoos, no faults and no kills. Transactions are counted from
/// the rows that they left, round trips by PostgreSQL itself. Run it by <c>eng/with-postgres.sh</c>.
/// </summary>
internal sealed class BudgetBenchmark(string[] args) : IBenchmark
{
    public string Name => "budget";

    public string What => "commits and round trips an order; --orders N --tenants N";

    public async Task<JsonObject> RunAsync(TextWriter report)
    {
        var store = Environment.GetEnvironmentVariable("ConnectionStrings__Store")
            ?? throw new InvalidOperationException("No PostgreSQL: run eng/with-postgres.sh dotnet run -c Release --project tests/OdooGrains.Benchmarks -- budget --json");
        var (orders, tenants) = (Option("--orders", 3_000), Option("--tenants", 24));
        var superuser = new NpgsqlConnectionStringBuilder(store) { Username = Environment.GetEnvironmentVariable("PGUSER") ?? "postgres", Pooling = false }.ConnectionString;

        var folder = Directory.CreateTempSubdirectory("odoograins-budget-").FullName;
        long before = 0;
        JsonObject figures = [];
        var run = new DemoRun(
            new()
            {
                Orders = orders, Tenants = tenants, Seed = 11, Store = "postgres", ConnectionString = store, Kills = 0, Span = TimeSpan.FromSeconds(1), Concurrency = 64, SettleMax = TimeSpan.FromMinutes(5),
                BeforeSending = async () => before = await NumberAsync(superuser, Commits),
                BeforeStop = async _ => figures = await FiguresAsync(superuser, before, report),
            },
            TimeProvider.System);
        var result = await run.RunAsync(folder, CancellationToken.None);
        Directory.Delete(folder, recursive: true);
        return result.IsGood ? figures : throw new InvalidOperationException($"The run was not good: {result.ToJson().ToJsonString()}");
    }

    private int Option(string name, int byDefault)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : byDefault;
    }

    // Each batch of the writer, and each read, is one transaction to PostgreSQL and one round trip to us.
    private const string Commits = "select xact_commit from pg_stat_database where datname = current_database()";

    private static async Task<JsonObject> FiguresAsync(string superuser, long before, TextWriter report)
    {
        // The statistics are written when a backend is idle.
        await using var settle = NpgsqlDataSource.Create(superuser);
        await using (var wait = settle.CreateCommand("select pg_stat_clear_snapshot(), pg_sleep(2)"))
        {
            await wait.ExecuteNonQueryAsync();
        }

        var roundTrips = await NumberAsync(superuser, Commits) - before;
        var orders = await NumberAsync(superuser, "select count(*) from document");
        var events = await NumberAsync(superuser, "select count(*) from inbox");
        var versions = await NumberAsync(superuser, "select sum(version)::bigint from document");
        var effects = await NumberAsync(superuser, "select count(*) from effect where status = 'confirmed'");
        var marks = await NumberAsync(superuser, "select sum(attempts)::bigint from effect");
        var transactions = events + versions + marks;
        report.WriteLine($"{orders} orders from {events} events with {effects} confirmed write effects ({marks} sent marks).");
        report.WriteLine($"Transactions: {events} accepts + {versions} folds and outcomes + {marks} marks = {transactions}; the budget, 2 an event + 2 a write effect, is {(2 * events) + (2 * effects)}.");
        report.WriteLine($"Round trips by PostgreSQL's own count (xact_commit, with the sweep's, the demo's polling of the REST front and idle rounds): {roundTrips}, {(double)roundTrips / orders:0.00} an order, {(double)transactions / roundTrips:0.0} transactions each.");
        return new()
        {
            ["orders"] = orders,
            ["transactions"] = transactions,
            ["transactionsOverBudget"] = Math.Round((double)transactions / ((2 * events) + (2 * effects)), 3),
            ["roundTripsPerOrder"] = Math.Round((double)roundTrips / orders, 3),
        };
    }

    private static async Task<long> NumberAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
