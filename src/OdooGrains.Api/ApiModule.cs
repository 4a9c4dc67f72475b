using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Hooks;

namespace OdooGrains.Api;

/// <summary>Registers the REST front; <see cref="ApiRoutes"/> serves it.</summary>
public static class ApiModule
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Registers the front. The host registers what it uses: the store's interfaces, <c>TenantDirectory</c>, <c>SecretBox</c>,
        /// <c>ConnectorRegistry</c>, <c>IFoldHints</c>, <c>IGrainFactory</c>, <c>IIdSource</c>, <c>IReadiness</c> and <c>TimeProvider</c>.
        /// </summary>
        public IServiceCollection AddOdooGrainsApi(ApiOptions options)
        {
            services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
            return services
                .AddSingleton(options)
                .AddSingleton<KeyUses>()
                .AddSingleton<KeyAuthenticator>()
                .AddHostedService<KeyUsesWriter>()
                .AddSingleton<GrainCalls>()
                .AddSingleton<HookAdmission>()
                .AddSingleton<Intake>();
        }
    }
}
