using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OdooGrains.Api.Auth;
using OdooGrains.Connectors.Stripe;
using OdooGrains.Connectors.WooCommerce;
using OdooGrains.Connectors;
using OdooGrains.Contracts;
using OdooGrains.Domain.Events;
using OdooGrains.Storage;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Memory;
using OdooGrains.TestKit;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>The front on a real Kestrel at a free port of 127.0.0.1, over a store in memory, a clock that stands, and grains and an ERP that do as they are told.</summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string PlatformKey = "the-platform-key-of-the-tests";

    private readonly WebApplication _app;

    private TestServer(WebApplication app)
    {
        _app = app;
        Url = new Uri(app.Urls.Single());
        Client = TestHttp.Client(Url);
    }

    public static readonly byte[] SecretsKey = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    public Uri Url { get; }

    public HttpClient Client { get; }

    public ManualTime Time => Get<ManualTime>();

    public MemoryStore Store => Get<MemoryStore>();

    public FakeGrains Grains => Get<FakeGrains>();

    public FakeErp Erp => Get<FakeErp>();

    public RecordedHints Hints => Get<RecordedHints>();

    public RecordedLog Log => Get<RecordedLog>();

    public FakeBacklog Backlog => Get<FakeBacklog>();

    public FakeReadiness Readiness => Get<FakeReadiness>();

    public Weather Weather => Get<Weather>();

    public IEnumerable<RouteEndpoint> Endpoints => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    public static async Task<TestServer> StartAsync(Func<ApiOptions, ApiOptions>? change = null)
    {
        var options = new ApiOptions { PlatformKeyHash = ApiKeys.Hash(PlatformKey) };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Logging.Services.AddSingleton<RecordedLog>().AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<RecordedLog>());
        AddWorld(builder.Services).AddRestFront(change?.Invoke(options) ?? options);
        var app = builder.Build();
        app.MapRestFront();
        await app.StartAsync();
        return new(app);
    }

    public T Get<T>()
        where T : notnull
        => _app.Services.GetRequiredService<T>();

    /// <summary>Sends a request; by default with the platform's key, or <paramref name="key"/> (empty for none).</summary>
    public Task<Answer> SendAsync(string method, string path, JsonNode? body = null, string? key = null, params (string Name, string Value)[] headers)
        => SendAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), key, headers);

    public async Task<Answer> SendAsync(string method, string path, HttpContent? content, string? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = content };
        if (key != "")
        {
            request.Headers.Add("Authorization", $"Bearer {key ?? PlatformKey}");
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || content!.Headers.TryAddWithoutValidation(name, value), $"{name} cannot be sent.");
        }

        using var response = await Client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    /// <summary>Sends a request that must succeed.</summary>
    public async Task<Answer> CallAsync(string method, string path, JsonNode? body = null, string? key = null, params (string Name, string Value)[] headers)
    {
        var answer = await SendAsync(method, path, body, key, headers);
        Assert.True((int)answer.Status is >= 200 and < 300, $"{method} {path} answered {(int)answer.Status}: {answer.Text}");
        return answer;
    }

    /// <summary>Moves the clock on, in steps, until the task is done: what waits on the clock may set its timer a moment after the test looks.</summary>
    public async Task AdvanceUntilAsync(Task done, TimeSpan step)
    {
        var watch = Stopwatch.StartNew();
        while (!done.IsCompleted)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "Nothing came of it, however far the clock moved.");
            Time.Advance(step);
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static IServiceCollection AddWorld(IServiceCollection services) => services
        .AddSingleton<ManualTime>()
        .AddSingleton<TimeProvider>(provider => provider.GetRequiredService<ManualTime>())
        .AddSingleton<IIdSource>(provider => new SequentialIds(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<Weather>()
        .AddSingleton(provider => new MemoryStore(provider.GetRequiredService<Weather>().GateAsync))
        .AddSingleton<IStore>(provider => provider.GetRequiredService<MemoryStore>())
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Inbox)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Documents)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Effects)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Sweep)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Tenants)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Alerts)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Feeds)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Reconciliations)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Stock)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Failures)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Replays)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Merges)
        .AddSingleton(new SecretBox(SecretsKey))
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Policies)
        .AddSingleton<TenantDirectory>()
        .AddSingleton<PolicyDirectory>()
        .AddSingleton<BacklogCounts>()
        .AddSingleton<PlatformFigures>()
        .AddSingleton<FakeErp>()
        .AddSingleton(provider => new ConnectorRegistry([QuietShop.Connector(provider.GetRequiredService<TimeProvider>()), new WooConnector(new NoEgress()), new StripeConnector(new NoEgress()), provider.GetRequiredService<FakeErp>()]))
        .AddSingleton<FakeGrains>()
        .AddSingleton(provider => FakeGrains.Factory(provider.GetRequiredService<FakeGrains>()))
        .AddSingleton<RecordedHints>()
        .AddSingleton<IFoldHints>(provider => provider.GetRequiredService<RecordedHints>())
        .AddSingleton<FakeBacklog>()
        .AddSingleton<IBacklogView>(provider => provider.GetRequiredService<FakeBacklog>())
        .AddSingleton<FakeReadiness>()
        .AddSingleton<IReadiness>(provider => provider.GetRequiredService<FakeReadiness>());
}

/// <summary>What the front answered.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Code => Text.StartsWith('{') ? (string?)Json["code"] : null;

    public string Etag => Headers["ETag"];

    public static async Task<Answer> OfAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));

    public void IsProblem(HttpStatusCode status, string code)
    {
        Assert.True(Status == status && Code == code, $"Expected {(int)status} {code}, got {(int)Status}: {Text}");
        Assert.StartsWith("application/problem+json", Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal($"https://odoograins.dev/problems/{code}", (string?)Json["type"]);
        Assert.Equal((int)status, (int)Json["status"]!);
        Assert.False(string.IsNullOrEmpty((string?)Json["traceId"]));
    }

    public IReadOnlyList<string> Pointers => [.. Json["errors"]!.AsArray().Select(error => (string)error!["pointer"]!)];
}
