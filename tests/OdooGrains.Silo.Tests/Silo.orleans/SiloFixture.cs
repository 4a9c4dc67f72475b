using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Silo.Tests.Probes;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;
using Orleans.TestingHost;

namespace OdooGrains.Silo.Tests;

/// <summary>A cluster of one Orleans silo and one client in this process, set up as the product's is: JSON of the wire context, nothing else.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(3);
    private InProcessTestCluster _cluster = null!;

    public static TimeSpan ReminderPeriodMin { get; } = TimeSpan.FromMilliseconds(100);

    public IGrainFactory Grains => _cluster.Client;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            AddWire(silo.Services);
            silo.AddMemoryGrainStorage("store", (MemoryGrainStorageOptions options) => options.GrainStorageSerializer = new JsonStorageSerializer());
            silo.AddMemoryGrainStorage("PubSubStore").AddMemoryStreams("hints").UseInMemoryReminderService();
            silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = ReminderPeriodMin);
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
        });
        builder.ConfigureClient(client =>
        {
            AddWire(client.Services);
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    private static void AddWire(IServiceCollection services) => services
        .Configure<TypeManifestOptions>(options => options.AddAllowedAssembly(typeof(ProbeJson).Assembly))
        .Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("OdooGrains"))
        .AddSerializer(serializer => serializer.AddJsonSerializer(
            type => ProbeJson.Default.GetTypeInfo(type) is not null, new JsonSerializerOptions { TypeInfoResolver = ProbeJson.Default }));

    private sealed class JsonStorageSerializer : IGrainStorageSerializer
    {
        private static readonly JsonSerializerOptions Options = new() { TypeInfoResolver = ProbeJson.Default };

        public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

        public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, Options);
    }
}
