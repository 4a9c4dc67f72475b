using OdooGrains.Connectors;
using OdooGrains.ControlServer;
using OdooGrains.Host.Composition;
using OdooGrains.Host.Settings;

// The control of the crash test: the same server with the naive way of writing to Odoo, plain create and no look-up. It must make duplicates,
// or the crash test could not see any.
var builder = WebApplication.CreateBuilder(["--urls", args[^1]]);
await using var app = ServerBuilder.Build(SettingsReader.Read(builder.Configuration), builder, services => services.AddSingleton(provider =>
    new ConnectorRegistry(provider.GetServices<IConnector>().Select(connector => connector.Outbound is null ? connector : new NaiveConnector(connector)))));
await app.RunAsync();
