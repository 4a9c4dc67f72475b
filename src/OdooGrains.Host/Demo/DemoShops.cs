using OdooGrains.Sandbox.Http;

namespace OdooGrains.Host.Demo;

/// <summary>The Admin APIs of the tenants' shops, each on a port of its own.</summary>
internal sealed class DemoShops : IAsyncDisposable
{
    private readonly Dictionary<string, SiteServer> _servers = [];

    private DemoShops()
    {
    }

    /// <summary>Base address of each shop, by tenant.</summary>
    public IReadOnlyDictionary<string, Uri> Addresses => _servers.ToDictionary(server => server.Key, server => server.Value.Address);

    public static async Task<DemoShops> StartAsync(IReadOnlyList<DemoTenant> tenants, CancellationToken cancellation)
    {
        var shops = new DemoShops();
        foreach (var tenant in tenants)
        {
            shops._servers.Add(tenant.Name, await SiteServer.StartAsync(tenant.Shop, cancellation));
        }

        return shops;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }
}
