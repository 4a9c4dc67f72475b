using System.CommandLine;
using OdooGrains.Host.Composition;
using OdooGrains.Host.Settings;
using OdooGrains.Storage;
using OdooGrains.Storage.Restore;

namespace OdooGrains.Host.Commands;

/// <summary><c>after-restore</c>: makes a store that was restored from a backup fit to be served.</summary>
internal static class AfterRestoreCommand
{
    public static Command Create()
    {
        var backupAt = new Option<DateTimeOffset?>("--backup-at")
        {
            Description = "When the backup ended, such as 2026-11-20T12:00:00Z; by default the newest event or page of a feed that it has.",
        };
        var command = new Command("after-restore", "After the store was restored from a backup and before serve: puts what is unfinished in doubt, fences owners of before off, and lets feeds list what came since.") { backupAt };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(backupAt), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DateTimeOffset? backupAt, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder();
        try
        {
            var settings = SettingsReader.Read(builder.Configuration);
            await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().BuildServiceProvider();
            await using var store = StoreComposition.Create(settings.Store, services);
            Print(store, await new AfterRestore(store, TimeProvider.System).RunAsync(backupAt, cancellation));
            return 0;
        }
        catch (Exception error) when (error is InvalidSettingsException or StoreNotUsableException or StoreUnavailableException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
    }

    private static void Print(IStore store, RestoreReport report)
    {
        Console.WriteLine($"{store.Description} is ready to be served. {report.Tenants} tenant(s), backup of {report.BackupAt:u}:");
        Console.WriteLine($"  {report.Effects} unfinished effect(s) are looked up before anything is sent.");
        Console.WriteLine($"  {report.Epochs} connection(s) take no more calls of owners of before.");
        Console.WriteLine($"  {report.Feeds} feed(s) list again what changed since {report.ListedSince:u}.");
        foreach (var connection in report.WithoutFeeds)
        {
            Console.WriteLine($"  Connection {connection} has no feed: let its system send again what it sent since the backup.");
        }
    }
}
