using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Http;

/// <summary>
/// SIMULATION: serves simulated Odoo databases over HTTP on 127.0.0.1, each on a port of its own and all on one shared port, where
/// <c>X-Odoo-Database</c> or the database in a JSON-RPC body chooses.
/// </summary>
public sealed partial class SandboxServer : IAsyncDisposable
{
    private const long BodyBytesMax = 128L * 1024 * 1024;
    private readonly WebApplication _app;
    private readonly IReadOnlyList<OdooEndpoint> _endpoints;
    private IReadOnlyDictionary<int, OdooEndpoint> _byPort = new Dictionary<int, OdooEndpoint>();

    private SandboxServer(WebApplication app, IReadOnlyList<OdooEndpoint> endpoints)
    {
        _app = app;
        _endpoints = endpoints;
    }

    /// <summary>Base address of each database's own port, by database name.</summary>
    public IReadOnlyDictionary<string, Uri> Addresses { get; private set; } = new Dictionary<string, Uri>();

    /// <summary>Base address of the port that all databases share.</summary>
    public Uri SharedAddress { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts the server; it has its ports when the task completes.</summary>
    /// <param name="databases">Simulated databases with different names.</param>
    /// <param name="time">The clock that service times and late answers follow.</param>
    /// <param name="logger">Where the addresses are logged; default: nowhere.</param>
    /// <param name="cancellationToken">Ends the start, not the server.</param>
    public static async Task<SandboxServer> StartAsync(
        IReadOnlyList<SimulatedOdoo> databases, TimeProvider time, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        var app = Build(databases.Count + 1);
        var server = new SandboxServer(app, [.. databases.Select(odoo => new OdooEndpoint(odoo, time))]);
        app.Run(server.HandleAsync);
        await app.StartAsync(cancellationToken);
        server.TakeAddresses();
        if (logger is not null)
        {
            foreach (var odoo in databases) { LogListening(logger, odoo.Settings.Version, odoo.Settings.Database, server.Addresses[odoo.Settings.Database]); }
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        foreach (var endpoint in _endpoints) { endpoint.Dispose(); }
    }

    private static WebApplication Build(int ports)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            for (var port = 0; port < ports; port++) { kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1); }
        });
        // Late answers that nobody waits for any more do not hold up the end.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        // The process around the sandbox owns Ctrl+C and SIGTERM.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder.Build();
    }

    private void TakeAddresses()
    {
        List<Uri> addresses =
        [
            .. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))
        ];
        SharedAddress = addresses[^1];
        Addresses = _endpoints.Zip(addresses).ToDictionary(pair => pair.First.Odoo.Settings.Database, pair => pair.Second);
        _byPort = _endpoints.Zip(addresses).ToDictionary(pair => pair.Second.Port, pair => pair.First);
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } request) { return; }
        var endpoint = _byPort.GetValueOrDefault(context.Connection.LocalPort) ?? Choose(request);
        if (request.Path == "/") { await WelcomeAsync(context, endpoint); }
        else { await endpoint.HandleAsync(context, request); }
    }

    private static async Task<OdooHttpRequest?> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        try { await context.Request.Body.CopyToAsync(body, context.RequestAborted); }
        catch (Exception error) when (error is IOException or OperationCanceledException) { return null; }
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new OdooHttpRequest(context.Request.Method, context.Request.Path, headers, body.ToArray());
    }

    private OdooEndpoint Choose(OdooHttpRequest request)
    {
        var name = request.Header("X-Odoo-Database") ?? DatabaseOfJsonRpc(request);
        return _endpoints.FirstOrDefault(endpoint => endpoint.Odoo.Settings.Database == name) ?? _endpoints[0];
    }

    private static string? DatabaseOfJsonRpc(OdooHttpRequest request)
    {
        if (request.Path != "/jsonrpc") { return null; }
        try
        {
            using var document = JsonDocument.Parse(request.Body);
            return document.RootElement.TryGetProperty("params", out var call) && call.TryGetProperty("args", out var args) && args.GetArrayLength() > 0
                ? args[0].ToString()
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) { return null; }
    }

    private static Task WelcomeAsync(HttpContext context, OdooEndpoint endpoint)
    {
        var settings = endpoint.Odoo.Settings;
        context.Response.Headers.Server = settings.ServerHeader;
        return context.Response.WriteAsync(
            $"SIMULATION of Odoo {settings.Version}.0, database {settings.Database}. Not an Odoo server.\n", context.RequestAborted);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "SIMULATION of Odoo {Version} with database {Database} listens on {Address}")]
    private static partial void LogListening(ILogger logger, int version, string database, Uri address);
}
