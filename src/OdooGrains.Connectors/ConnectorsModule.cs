using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Connectors.Shopify;
using OdooGrains.Connectors.Stripe;
using OdooGrains.Connectors.WooCommerce;

namespace OdooGrains.Connectors;

/// <summary>All connectors of the program. Adding one is its folder and one line here.</summary>
public static class ConnectorsModule
{
    extension(IServiceCollection services)
    {
        /// <summary>Needs an <see cref="EgressOptions"/>, an <see cref="IIssuedSecrets"/> and a <see cref="TimeProvider"/> registered.</summary>
        public IServiceCollection AddConnectors() => services
            .AddSingleton<EgressClient>(provider => new(provider.GetRequiredService<EgressOptions>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<IEgress>(provider => new FencedEgress(provider.GetRequiredService<EgressClient>()))
            .AddSingleton<ConnectorRegistry>()
            .AddSingleton<IConnector, ShopifyConnector>()
            .AddSingleton<IConnector, WooConnector>()
            .AddSingleton<IConnector, StripeConnector>()
            .AddSingleton<IConnector, OdooConnector>();
    }
}
