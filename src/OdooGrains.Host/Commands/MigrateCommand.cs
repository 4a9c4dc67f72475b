using System.CommandLine;
using OdooGrains.Host.Composition;
using OdooGrains.Host.Settings;
using OdooGrains.Storage;

namespace OdooGrains.Host.Commands;

/// <summary><c>migrate</c>: applies the store's migrations and ends; for a job before a rollout.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Applies the migrations that the store lacks, and ends.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder();
        try
        {
            var settings = SettingsReader.Read(builder.Configuration);
            await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().BuildServiceProvider();
            await using var store = StoreComposition.Create(settings.Store, services);
            await store.MigrateAsync(cancellation);
            Console.WriteLine($"Migrated: {store.Description}");
            return 0;
        }
        catch (Exception error) when (error is InvalidSettingsException or StoreNotUsableException or StoreUnavailableException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
    }
}
