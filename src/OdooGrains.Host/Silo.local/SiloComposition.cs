using OdooGrains.Contracts;
using OdooGrains.Grains;

namespace OdooGrains.Host.Composition;

/// <summary>The embedded silo: this process is all of it.</summary>
internal static class SiloComposition
{
    public const string Flavour = "local";

    public static void AddSilo(this WebApplicationBuilder builder)
        => builder.Services
            .AddLocalSilo(options =>
            {
                options.GrainAssemblies.Add(typeof(GrainsModule).Assembly);
                options.WireContexts.Add(ContractsJson.Default);
            });
}
