using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Connectors.Egress;
using OdooGrains.Host.Composition;
using OdooGrains.Host.Demo;
using OdooGrains.Host.Settings;

namespace OdooGrains.Benchmarks.Platform;

/// <summary>The host's real composition in this process, on the PostgreSQL of <c>eng/with-postgres.sh</c>, listening on a free loopback port.</summary>
internal sealed class RunningPlatform : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly EgressClient _egress;
    private readonly string _folder;

    private RunningPlatform(WebApplication app, string folder, string key)
    {
        (_app, _folder) = (app, folder);
        _egress = new(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        Url = new(app.Urls.Single());
        Client = new(Url, key, _egress, TimeProvider.System);
    }

    public Uri Url { get; }

    /// <summary>Its REST front, with the platform's key.</summary>
    public PlatformClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static string Store => Environment.GetEnvironmentVariable("ConnectionStrings__Store")
        ?? throw new InvalidOperationException("No PostgreSQL: run it by eng/with-postgres.sh.");

    /// <param name="change">Settings that differ from the defaults.</param>
    /// <param name="replace">Registrations that win over the usual ones.</param>
    public static async Task<RunningPlatform> StartAsync(Func<ServerSettings, ServerSettings> change, Action<IServiceCollection> replace)
    {
        var folder = Directory.CreateTempSubdirectory("odoograins-benchmark-").FullName;
        var key = "og_" + new string('k', 43);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls", "http://127.0.0.1:0"], ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ODOOGRAINS_ADMIN_KEY"] = key,
            ["Store:Kind"] = "postgres",
            ["Store:Path"] = Path.Combine(folder, "odoograins.db"),
            ["Egress:Allow"] = "127.0.0.1",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        var app = ServerBuilder.Build(change(SettingsReader.Read(builder.Configuration)), builder, replace);
        await app.StartAsync();
        RunningPlatform platform = new(app, folder, key);

        // What is measured is the work, not the quotas. 428: a run before stated them on this store.
        var (status, answer) = await platform.Client.SendAsync("PUT", "/v1/policy", new JsonObject
        {
            ["settings"] = new JsonObject
            {
                ["ordersPerSecond"] = 100_000, ["ordersBurst"] = 10_000_000, ["ordersBacklogMax"] = 100_000_000,
                ["otherPerSecond"] = 100_000, ["otherBurst"] = 10_000_000, ["otherBacklogMax"] = 100_000_000,
                ["concurrencyMax"] = 64,
            },
        });
        return status is 200 or 428 ? platform : throw new InvalidOperationException($"The policy was not taken: {status} {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _egress.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
