using OdooGrains.Contracts;
using OdooGrains.Grains;
using OdooGrains.Storage;
using OdooGrains.Storage.Silo;

namespace OdooGrains.Host.Composition;

/// <summary>The embedded silo: this process is all of it. Its reminders and grain state live in the store.</summary>
internal static class SiloComposition
{
    public const string Flavour = "local";

    public static void AddSilo(this WebApplicationBuilder builder)
        => builder.Services
            .AddSingleton(provider => SiloTables.RemindersOf(provider.GetRequiredService<IStore>()))
            .AddSingleton(provider => SiloTables.GrainStorageOf(provider.GetRequiredService<IStore>()))
            .AddLocalSilo(options =>
            {
                options.GrainAssemblies.Add(typeof(GrainsModule).Assembly);
                options.WireContexts.Add(ContractsJson.Default);
            });
}
