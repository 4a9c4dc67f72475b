using System.Net.Http.Headers;

namespace OdooGrains.Sandbox.Shopify;

/// <summary>How the simulated Shopify sends.</summary>
public sealed record SenderOptions
{
    /// <summary>Where the webhooks go.</summary>
    public required Uri Target { get; init; }

    /// <summary>Name that the ledger lines carry; default: none.</summary>
    public string? Shop { get; init; }

    /// <summary>Called before each attempt; default: nothing.</summary>
    public Action<WebhookDelivery>? Sending { get; init; }

    /// <summary>Requests in flight at once. Default 16.</summary>
    public int ConcurrencyMax { get; init; } = 16;

    /// <summary>Time for one request, connect to answer. Shopify's is 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Waits before the second, third, … attempt after an answer that is no 2xx, or none. Shopify tries 8 times more over 4 hours;
    /// the default is the same number of tries within a minute.
    /// </summary>
    public IReadOnlyList<TimeSpan> Retries { get; init; } =
    [
        TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30),
    ];
}

/// <summary>What a sender did with a plan.</summary>
/// <param name="Accepted">Deliveries that were answered 2xx in the end.</param>
/// <param name="GivenUp">Deliveries whose attempts were all in vain.</param>
/// <param name="Attempts">Requests made.</param>
public sealed record SendSummary(int Accepted, int GivenUp, int Attempts);

/// <summary>
/// SIMULATION of Shopify's webhook sender: POSTs a plan with bounded concurrency, gives up on an answer after 5 s, tries again on
/// anything but 2xx, and writes every attempt into its ledger.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private readonly SenderOptions _options;
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _inFlight;
    private readonly HttpClient _client;

    public WebhookSender(SenderOptions options, ILedger ledger, TimeProvider time)
    {
        _options = options;
        _ledger = ledger;
        _time = time;
        _inFlight = new SemaphoreSlim(options.ConcurrencyMax);
#pragma warning disable RS0030 // The ban keeps the product's calls inside EgressClient; the sandbox is the world outside and shares nothing with it.
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = options.ConcurrencyMax, AllowAutoRedirect = false });
#pragma warning restore RS0030
        _client.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Sends the plan, each delivery at its offset from now; completes when every delivery is accepted or given up.</summary>
    public async Task<SendSummary> SendAsync(IReadOnlyList<PlannedDelivery> plan, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        var results = await Task.WhenAll(plan.Select(planned => DeliverAsync(planned, start, cancellationToken)));
        return new SendSummary(results.Count(result => result.Accepted), results.Count(result => !result.Accepted), results.Sum(result => result.Attempts));
    }

    public void Dispose()
    {
        _client.Dispose();
        _inFlight.Dispose();
    }

    private async Task<(bool Accepted, int Attempts)> DeliverAsync(PlannedDelivery planned, long start, CancellationToken cancellationToken)
    {
        await WaitAsync(planned.Offset - _time.GetElapsedTime(start), cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            if (await AttemptAsync(planned.Delivery, attempt, cancellationToken)) { return (true, attempt); }
            if (attempt > _options.Retries.Count) { return (false, attempt); }
            await WaitAsync(_options.Retries[attempt - 1], cancellationToken);
        }
    }

    private async Task<bool> AttemptAsync(WebhookDelivery delivery, int attempt, CancellationToken cancellationToken)
    {
        await _inFlight.WaitAsync(cancellationToken);
        try
        {
            await _ledger.AppendAsync(Line(delivery, attempt, "sent"), cancellationToken);
            _options.Sending?.Invoke(delivery);
            var outcome = await PostAsync(delivery, Line(delivery, attempt, "outcome"), cancellationToken);
            await _ledger.AppendAsync(outcome, CancellationToken.None);
            return outcome.IsAccepted;
        }
        finally { _inFlight.Release(); }
    }

    private async Task<LedgerLine> PostAsync(WebhookDelivery delivery, LedgerLine line, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = Request(delivery);
        try
        {
            using var answer = await _client.SendAsync(request, either.Token);
            return line with { Status = (int)answer.StatusCode, At = _time.GetUtcNow() };
        }
        catch (HttpRequestException error)
        {
            return line with { Error = error.HttpRequestError.ToString(), At = _time.GetUtcNow() };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return line with { Error = "timeout", At = _time.GetUtcNow() };
        }
    }

    private HttpRequestMessage Request(WebhookDelivery delivery)
    {
        var content = new ReadOnlyMemoryContent(delivery.Body);
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Target) { Content = content };
        foreach (var (name, value) in delivery.Headers)
        {
            if (name == "Content-Type") { content.Headers.ContentType = MediaTypeHeaderValue.Parse(value); }
            else { request.Headers.TryAddWithoutValidation(name, value); }
        }

        request.Headers.TryAddWithoutValidation("User-Agent", "SIMULATION-of-Shopify");
        return request;
    }

    private LedgerLine Line(WebhookDelivery delivery, int attempt, string phase) => new()
    {
        Phase = phase,
        WebhookId = delivery.WebhookId,
        OrderId = delivery.OrderId,
        Version = delivery.Version,
        Topic = delivery.Topic,
        Shop = _options.Shop,
        Attempt = attempt,
        At = _time.GetUtcNow(),
    };

    private Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, _time, cancellationToken) : Task.CompletedTask;
}
