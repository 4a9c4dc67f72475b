using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;
using OdooGrains.Contracts;
using OdooGrains.Domain;

namespace OdooGrains.Host.Composition;

/// <summary>A single Orleans silo in this process, on memory providers. Clustering through PostgreSQL comes with the cluster roles.</summary>
internal static class SiloComposition
{
    public const string Flavour = "orleans";

    public static void AddSilo(this WebApplicationBuilder builder) => builder.Host.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering().AddMemoryGrainStorageAsDefault().UseInMemoryReminderService().AddMemoryStreams("hints").AddMemoryGrainStorage("PubSubStore");
        silo.Services.AddWire();
        silo.Configure<SiloMessagingOptions>(options => options.MaxForwardCount = 10);
    });

    /// <summary>Records cross the wire by System.Text.Json through the contracts' context, a closed list of types.</summary>
    public static IServiceCollection AddWire(this IServiceCollection services) => services
        .Configure<TypeManifestOptions>(options =>
        {
            options.AddAllowedAssembly(typeof(ContractsJson).Assembly);
            options.AddAllowedAssembly(typeof(DomainJson).Assembly);
        })
        .Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("OdooGrains"))
        .AddSerializer(serializer => serializer.AddJsonSerializer(
            type => ContractsJson.Default.GetTypeInfo(type) is not null,
            new System.Text.Json.JsonSerializerOptions { TypeInfoResolver = ContractsJson.Default }));
}
