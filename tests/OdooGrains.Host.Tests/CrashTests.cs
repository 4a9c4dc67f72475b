using System.Globalization;
using OdooGrains.Host.Demo;
using OdooGrains.TestKit.Postgres;
using Xunit.Abstractions;

namespace OdooGrains.Host.Tests;

/// <summary>
/// SIGKILLs of the real server at random points under load, the simulated Odoo committing and dropping answers. ODOOGRAINS_KILLS says how often on
/// each store; 3 where it is not set.
/// </summary>
[Collection(nameof(WholeMachine))]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int KillsByDefault = 3;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("ODOOGRAINS_KILLS") ?? $"{KillsByDefault}", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_killed_server_loses_repeats_and_reorders_nothing(string store)
    {
        using var postgres = store == "postgres" ? PostgresServer.StartDurable() : null;
        var report = await RunAsync(new()
        {
            Seed = 7,
            Store = store,
            ConnectionString = postgres?.CreateDatabase(),
            Kills = Kills,
            Faults = true,
            Orders = 90 + (Kills * 6),
            Span = TimeSpan.FromSeconds(3 + (Kills * 1.3)),
            SettleMax = TimeSpan.FromMinutes(3),
        });

        Assert.Equal(Kills, report.Restarts);
        Assert.True(report.IsGood, string.Join(Environment.NewLine, report.Audit.Differences.Prepend(report.ToJson().ToJsonString())));
    }

    /// <summary>Each new process starts with nothing to spend, so kills earn nobody a second burst.</summary>
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_killed_server_never_calls_more_than_its_limit(string store)
    {
        using var postgres = store == "postgres" ? PostgresServer.StartDurable() : null;
        var report = await RunAsync(new()
        {
            Seed = 8,
            Store = store,
            ConnectionString = postgres?.CreateDatabase(),
            Kills = Kills,
            KillEveryMax = TimeSpan.FromSeconds(7),
            Limit = new(PerSecond: 30, Burst: 40),
            Faults = true,
            Orders = 60 + (Kills * 15),
            Span = TimeSpan.FromSeconds(3 + (Kills * 4)),
            SettleMax = TimeSpan.FromMinutes(4),
        });

        Assert.Equal(Kills, report.Restarts);
        Assert.All(report.Tenants, tenant => Assert.True(tenant.Fullest is { IsAllowed: true }, $"{tenant.Name}: {tenant.Fullest}"));
        Assert.True(report.IsGood, string.Join(Environment.NewLine, report.Audit.Differences.Prepend(report.ToJson().ToJsonString())));
    }

    [Fact]
    public async Task The_control_with_plain_create_and_no_look_up_makes_duplicates()
    {
        var report = await RunAsync(new()
        {
            Seed = 7,
            Kills = 1,
            Faults = true,
            // A dozen duplicates are to be expected then: by the default's share there were none in one run of twenty.
            FaultShare = 3,
            Orders = 90,
            Span = TimeSpan.FromSeconds(3),
            SettleMax = TimeSpan.FromSeconds(10),
            ServerAssembly = Path.Combine(AppContext.BaseDirectory, "OdooGrains.ControlServer.dll"),
        });

        Assert.True(report.Audit.Duplicated > 0, $"The audit saw no duplicate: {report.ToJson().ToJsonString()}");
    }

    private async Task<DemoReport> RunAsync(DemoOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("odoograins-crash-").FullName;
        var report = await new DemoRun(options, TimeProvider.System).RunAsync(folder, CancellationToken.None);
        output.WriteLine($"{options.Store}, {options.Kills} kills: {report.ToJson().ToJsonString()}");
        foreach (var tenant in report.Tenants.Where(tenant => tenant.Fullest is not null))
        {
            output.WriteLine($"{tenant.Name}, the fullest window: {tenant.Fullest}");
        }

        Directory.Delete(folder, recursive: true);
        return report;
    }
}
