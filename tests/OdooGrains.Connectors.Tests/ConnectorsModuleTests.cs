using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Tests.Kit;

namespace OdooGrains.Connectors.Tests;

public sealed class ConnectorsModuleTests
{
    [Fact]
    public void Every_connector_is_registered_under_its_kind()
    {
        using var services = new ServiceCollection().AddSingleton(new EgressOptions()).AddSingleton(TimeProvider.System).AddSingleton<IIssuedSecrets, KeptSecrets>().AddConnectors().BuildServiceProvider();

        Assert.Equal(["odoo", "shopify", "stripe", "woocommerce"], services.GetRequiredService<ConnectorRegistry>().Kinds.Order());
        Assert.IsType<FencedEgress>(services.GetRequiredService<IEgress>());
    }
}
