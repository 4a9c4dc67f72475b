using System.Text;
using OdooGrains.Host.Demo;

namespace OdooGrains.Host.Tests;

/// <summary>Secrets that a tenant gives us are found in no database file, log or error body.</summary>
[Collection(nameof(WholeMachine))]
public sealed class CanaryTests
{
    private static readonly string[] Secrets = ["simulated-sales-key", "simulated-access-token", "shop-secret-of-flash-sale-32", "og_canary-of-the-platform-key-0123456789"];

    [Fact]
    public async Task No_secret_reaches_a_file_a_log_or_an_answer()
    {
        var folder = Directory.CreateTempSubdirectory("odoograins-canary-").FullName;
        List<string> answers = [];
        var report = await new DemoRun(
            new() { Orders = 30, Seed = 3, Kills = 1, Faults = true, Span = TimeSpan.FromSeconds(2), PlatformKey = Secrets[3], BeforeStop = platform => ProvokeAsync(platform, answers) },
            TimeProvider.System).RunAsync(folder, CancellationToken.None);

        Assert.True(report.IsGood, report.ToJson().ToJsonString());
        Assert.True(answers.Count >= 5);
        Assert.All(answers, answer => Assert.DoesNotContain(Secrets, answer.Contains));
        var files = Directory.GetFiles(folder).Where(file => !file.EndsWith("ledger.jsonl", StringComparison.Ordinal)).ToList();
        Assert.Contains(files, file => file.EndsWith("odoograins.db", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("server.log", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(Secrets, secret => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{Path.GetFileName(file)} contains the secret '{secret}'."));
        }

        Directory.Delete(folder, recursive: true);
    }

    // The connections as they are shown, and errors of several kinds.
    private static async Task ProvokeAsync(PlatformClient platform, List<string> answers)
    {
        foreach (var (method, path) in new[]
        {
            ("GET", "/v1/tenants/flash-sale/connections/shop"), ("GET", "/v1/tenants/flash-sale/connections/erp"), ("GET", "/v1/tenants/flash-sale/connections/erp/status"),
            ("GET", "/v1/tenants/flash-sale/failures"), ("GET", "/v1/tenants/flash-sale/failures/groups"), ("GET", "/v1/tenants/flash-sale/replays"), ("GET", "/v1/blast-radius"), ("GET", "/v1/tenants/nobody"), ("POST", "/v1/hooks/flash-sale/shop"), ("GET", "/metrics"),
        })
        {
            var (status, body) = await platform.SendAsync(method, path);
            answers.Add($"{status} {body?.ToJsonString()}");
        }
    }
}
