using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Connections;
using OdooGrains.Api.Failures;
using OdooGrains.Api.Hooks;
using OdooGrains.Api.Http;
using OdooGrains.Api.Policies;
using OdooGrains.Api.Tenants;

namespace OdooGrains.Api;

/// <summary>Registers the REST front; <see cref="RestFrontRoutes"/> serves it.</summary>
public static class RestFront
{
    extension(IServiceCollection services)
    {
        /// <param name="adminKeyHash">SHA-256 of the platform's key, 32 bytes.</param>
        public IServiceCollection AddRestFront(ReadOnlyMemory<byte> adminKeyHash) => services.AddRestFront(new ApiOptions { PlatformKeyHash = adminKeyHash });

        /// <summary>
        /// Registers the front. The host registers what it uses: the store's interfaces, <c>TenantDirectory</c>, <c>PolicyDirectory</c>, <c>BacklogCounts</c>,
        /// <c>IBacklogView</c>, <c>PlatformFigures</c>, <c>SecretBox</c>, <c>ConnectorRegistry</c>, <c>IFoldHints</c>, <c>IGrainFactory</c>, <c>IIdSource</c>,
        /// <see cref="IReadiness"/> and <c>TimeProvider</c>.
        /// </summary>
        public IServiceCollection AddRestFront(ApiOptions options)
        {
            services.Configure<JsonOptions>(json =>
            {
                json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
                json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            });
            services.AddOpenApi("v1");
            return services
                .AddSingleton(options)
                .AddSingleton<KeyUses>()
                .AddSingleton<KeyAuthenticator>()
                .AddHostedService<KeyUsesWriter>()
                .AddSingleton<IdempotencyCache>()
                .AddSingleton<GrainCalls>()
                .AddSingleton<HookAdmission>()
                .AddSingleton<HookPlaces>()
                .AddSingleton<Intake>()
                .AddSingleton<TenantWrites>()
                .AddSingleton<ConnectionRules>()
                .AddSingleton<ConnectionShow>()
                .AddSingleton<ForcedHolds>()
                .AddSingleton<ConnectionWrites>()
                .AddSingleton<FailureList>()
                .AddSingleton<BlastRadii>()
                .AddSingleton<PolicyFront>();
        }
    }
}
