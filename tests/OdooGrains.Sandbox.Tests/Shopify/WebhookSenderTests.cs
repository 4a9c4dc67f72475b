using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox.Tests.Shopify;

/// <summary>The sender against a receiver of the test's own.</summary>
public sealed class WebhookSenderTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> _seen = new();
    private readonly ShopScenario _scenario = new() { Orders = 20 };
    private readonly ManualTime _time = new();
    private WebApplication _app = null!;
    private Func<HttpContext, int, Task> _answer = (_, _) => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(ReceiveAsync);
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Every_delivery_is_signed_sent_and_noted_before_and_after()
    {
        var (ledger, plan) = (new MemoryLedger(), Plan());
        using var sender = Sender(ledger);
        var summary = await sender.SendAsync(plan, CancellationToken.None);

        Assert.Equal(new SendSummary(plan.Count, 0, plan.Count), summary);
        Assert.Equal(plan.Count, _seen.Count);
        Assert.Equal(plan.Count, ledger.Lines.Count(line => line.IsAccepted));
        Assert.All(ledger.Lines.GroupBy(line => line.WebhookId), lines => Assert.Equal(["sent", "outcome"], lines.Select(line => line.Phase)));
    }

    [Fact]
    public async Task Anything_but_a_2xx_is_tried_again_with_the_same_id()
    {
        _answer = (context, attempt) =>
        {
            if (attempt == 2) { context.Abort(); }
            else { context.Response.StatusCode = attempt < 4 ? 503 : 202; }
            return Task.CompletedTask;
        };
        var ledger = new MemoryLedger();
        using var sender = Sender(ledger, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        var summary = await sender.SendAsync([Plan()[0]], CancellationToken.None);

        Assert.Equal(new SendSummary(1, 0, 4), summary);
        Assert.Equal([503, null, 503, 202], ledger.Lines.Where(line => line.Phase == "outcome").Select(line => line.Status));
    }

    [Fact]
    public async Task It_gives_up_after_its_last_try()
    {
        _answer = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        using var sender = Sender(new MemoryLedger(), TimeSpan.Zero);

        Assert.Equal(new SendSummary(0, 1, 2), await sender.SendAsync([Plan()[0]], CancellationToken.None));
    }

    [Fact]
    public async Task It_does_not_wait_longer_than_shopify()
    {
        var arrived = new TaskCompletionSource();
        _answer = async (context, attempt) =>
        {
            if (attempt > 1) { return; }
            arrived.SetResult();
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        };
        var ledger = new MemoryLedger();
        using var sender = Sender(ledger, TimeSpan.Zero);
        var sending = sender.SendAsync([Plan()[0]], CancellationToken.None);
        await arrived.Task;
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(new SendSummary(1, 0, 2), await sending);
        Assert.Equal("timeout", ledger.Lines.First(line => line.Phase == "outcome").Error);
    }

    [Fact]
    public async Task A_file_ledger_forgets_nothing_but_a_line_that_was_cut_off()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ledger-{Environment.ProcessId}-{nameof(WebhookSenderTests)}.jsonl");
        try
        {
            var plan = Plan();
            await using (var ledger = new FileLedger(path))
            {
                using var sender = Sender(ledger);
                await sender.SendAsync(plan, CancellationToken.None);
            }

            await File.AppendAllTextAsync(path, """{"phase":"outcome","webhookId":"cut""");
            var lines = await FileLedger.ReadAsync(path, CancellationToken.None);

            Assert.Equal(2 * plan.Count, lines.Count);
            Assert.Equal(plan.Count, lines.Count(line => line.IsAccepted));
        }
        finally { File.Delete(path); }
    }

    private IReadOnlyList<PlannedDelivery> Plan() =>
        DeliveryPlan.Make(_scenario, new ShopSimulator(_scenario, _time).Stories(), DeliveryDisorder.None with { Pace = 0 });

    private WebhookSender Sender(ILedger ledger, params TimeSpan[] retries) =>
        new(new SenderOptions { Target = new Uri(_app.Urls.First()), Retries = retries }, ledger, _time);

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_scenario.WebhookSecret), body.ToArray()));
        context.Response.StatusCode = signature == context.Request.Headers["X-Shopify-Hmac-Sha256"] ? 202 : 401;
        await _answer(context, _seen.AddOrUpdate(context.Request.Headers["X-Shopify-Webhook-Id"].ToString(), 1, (_, count) => count + 1));
    }
}
