using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Benchmarks.Noisy;
using OdooGrains.Connectors;
using OdooGrains.Host.Composition;
using OdooGrains.Host.Settings;

namespace OdooGrains.Benchmarks.Tenants;

/// <summary>The host's real composition with one connector more, as a process of its own: its processor time holds nothing of the load's.</summary>
internal static class InstantServer
{
    /// <summary>The first argument of the process, as of the real server.</summary>
    public const string Command = "serve";

    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(["--urls", args[^1]]);
        await using var app = ServerBuilder.Build(SettingsReader.Read(builder.Configuration), builder, services => services.AddSingleton<IConnector>(new TimedConnector(TimeProvider.System)));
        await app.RunAsync();
    }
}
