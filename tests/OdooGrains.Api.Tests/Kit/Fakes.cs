using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Contracts;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Feeds;
using OdooGrains.Storage.Sweep;
using EventId = Microsoft.Extensions.Logging.EventId;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>An ERP that takes orders, with the settings of the real one.</summary>
public sealed class FakeErp : IConnector
{
    public ConnectorManifest Manifest { get; } = new()
    {
        Kind = "odoo",
        Title = "Odoo",
        Settings =
        [
            new("url", "url", Required: true, "Where it answers."),
            new("database", "string", Required: true, "Its name."),
            new("login", "string", Required: true, "Who logs in."),
            new("company", "number", Required: false, "Found by a test."),
        ],
        Secrets = [new("apiKey", Required: true, "The API key."), new("spare", Required: false, "Another one.")],
        Operations = [new() { Name = "order.book", Lane = Lane.Money, Grade = Grade.DetectedAndRepaired, LookUp = "By our key." }],
    };

    public IInboundConnector? Inbound => null;

    public IOutboundConnector? Outbound { get; } = new NoCalls();

    /// <summary>None, until a test says otherwise.</summary>
    public IFeedConnector? Feeds { get; set; }

    public Func<ConnectionConfig, ConnectionTest> Test { get; set; } = _ => new(true, "Odoo 19 answers.", new JsonObject { ["company"] = 1 }, []);

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection)
        => connection.Text("url") is { } url && !url.StartsWith("https://", StringComparison.Ordinal) ? [new("/settings/url", $"The url '{url}' must begin with https://.")] : [];

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => Task.FromResult(Test(connection));

    /// <summary>A feed that the front never reads itself.</summary>
    public sealed class OneFeed : IFeedConnector
    {
        public IReadOnlyList<FeedManifest> Feeds { get; } = [new("deliveries", "What left the house.", TimeSpan.FromMinutes(5), Lane.Fulfilment)];

        public Task<FeedPage> ReadAsync(ConnectionConfig connection, string feed, string? cursor, DateTimeOffset since, CancellationToken cancellation)
            => throw new InvalidOperationException("The front reads no feed.");
    }

    private sealed class NoCalls : IOutboundConnector
    {
        public Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
            => throw new InvalidOperationException("The front executes no effect.");

        public Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation)
            => throw new InvalidOperationException("The front looks no effect up.");
    }
}

public sealed class RecordedHints : IFoldHints
{
    public ConcurrentQueue<InboundEvent> Events { get; } = new();

    public ConcurrentQueue<DocumentKey> Documents { get; } = new();

    public void Arrived(InboundEvent @event) => Events.Enqueue(@event);

    public void Open(DocumentKey document) => Documents.Enqueue(document);

    public ConcurrentQueue<FeedKey> Feeds { get; } = new();

    public void Changed(FeedKey feed) => Feeds.Enqueue(feed);
}

public sealed class FakeBacklog : IBacklogView
{
    public IReadOnlyList<TenantBacklog> Backlog { get; set; } = [];
}

public sealed class FakeReadiness : IReadiness
{
    public Func<string?> Problem { get; set; } = () => null;

    public ValueTask<string?> ProblemAsync(CancellationToken cancellation) => ValueTask.FromResult(Problem());
}

/// <summary>Keeps every log line with its exception.</summary>
public sealed class RecordedLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Line)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));

    public void Dispose()
    {
    }
}
