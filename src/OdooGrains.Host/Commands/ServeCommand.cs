using System.CommandLine;
using OdooGrains.Host.Composition;
using OdooGrains.Host.Settings;
using OdooGrains.Storage;

namespace OdooGrains.Host.Commands;

/// <summary><c>serve</c>: the server.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? DefaultUrl };
        var command = new Command("serve", "Runs the server. Settings come from the environment and appsettings.json; docs/operating.md lists them.") { urls };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(urls)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string urls, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls", urls], ContentRootPath = AppContext.BaseDirectory });
        try
        {
            var settings = SettingsReader.Read(builder.Configuration);
            var (_, keyMadeNow) = FirstStart.AdminKey(settings);
            await using var app = ServerBuilder.Build(settings, builder);
            await app.StartAsync(cancellation);
            PrintStart(app, keyMadeNow);
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (Exception error) when (error is InvalidSettingsException or StoreNotUsableException or StoreUnavailableException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
    }

    private static void PrintStart(WebApplication app, string? keyMadeNow)
    {
        Console.WriteLine($"OdooGrains listens on {string.Join(" and ", app.Urls)} (silo: {SiloComposition.Flavour}).");
        Console.WriteLine($"Store: {app.Services.GetRequiredService<IStore>().Description}");
        if (keyMadeNow is not null)
        {
            Console.WriteLine($"Platform key, shown this once: {keyMadeNow}");
        }
    }
}
