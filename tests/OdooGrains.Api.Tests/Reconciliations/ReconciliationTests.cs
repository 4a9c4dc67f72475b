using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Api.Tests.Reconciliations;

public sealed class ReconciliationTests
{
    private const string Runs = "/v1/tenants/acme/reconciliations";

    [Fact]
    public async Task A_report_says_what_was_compared_and_what_is_left_to_whom()
    {
        await using var server = await Acme.StartAsync();
        var run = Run(1);
        SettledDrift[] drifts =
        [
            new(Drift("a/b", DriftCause.MissedWebhook), DriftSettlement.Repaired, null),
            new(Drift("7", DriftCause.AmountDiffers) with { Theirs = "10 EUR", Ours = "9 EUR" }, DriftSettlement.Person, "finance@acme.example"),
        ];
        await server.Store.Reconciliations.BeginAsync(run, default);
        await server.Store.Reconciliations.EndAsync(run.Ended(drifts, 12, 10, run.Window.Until, Some.Now), drifts, default);

        var shown = (await server.CallAsync("GET", $"{Runs}/{run.Id}")).Json;
        Assert.Equal(("orders", "shop", "done", 12, 10, 2, 1, 1), ((string?)shown["subject"], (string?)shown["connection"], (string?)shown["status"],
            (int)shown["compared"]!, (int)shown["matched"]!, (int)shown["drifts"]!, (int)shown["repaired"]!, (int)shown["leftToPerson"]!));

        var first = (await server.CallAsync("GET", $"{Runs}/{run.Id}/drifts?limit=1")).Json;
        Assert.Equal(("order:shop:a/b", "missed_webhook", "repaired", null), Told(first["items"]![0]!));
        var second = (await server.CallAsync("GET", $"{Runs}/{run.Id}/drifts?limit=1&cursor={(string?)first["next"]}")).Json;
        Assert.Equal(("order:shop:7", "amount_differs", "person", "finance@acme.example"), Told(second["items"]![0]!));
        Assert.Equal(3600, (double)second["items"]![0]!["ageSeconds"]!);
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Reports_are_listed_newest_first_and_by_subject()
    {
        await using var server = await Acme.StartAsync();
        foreach (var number in Enumerable.Range(1, 3))
        {
            await server.Store.Reconciliations.BeginAsync(Run(number, number == 2 ? ReconciliationSubject.Postings : ReconciliationSubject.Orders) with { Connection = new(new("acme"), new($"shop-{number}")) }, default);
        }

        var page = (await server.CallAsync("GET", $"{Runs}?limit=2")).Json;
        Assert.Equal(["shop-3", "shop-2"], page["items"]!.AsArray().Select(item => (string?)item!["connection"]));
        var rest = (await server.CallAsync("GET", $"{Runs}?limit=2&cursor={(string?)page["next"]}")).Json;
        Assert.Equal(["shop-1"], rest["items"]!.AsArray().Select(item => (string?)item!["connection"]));
        Assert.Equal(["postings"], (await server.CallAsync("GET", $"{Runs}?subject=postings")).Json["items"]!.AsArray().Select(item => (string?)item!["subject"]));
        (await server.SendAsync("GET", $"{Runs}?subject=weather")).IsProblem(HttpStatusCode.BadRequest, "bad_subject");
        (await server.SendAsync("GET", $"{Runs}?cursor=x")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
    }

    [Fact]
    public async Task A_comparison_is_begun_now()
    {
        await using var server = await Acme.StartAsync();

        var answer = await server.SendAsync("POST", Runs, new JsonObject { ["subject"] = "payments", ["connection"] = "shop" });
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal($"{Sample.Id(1)}", (string?)answer.Json["ids"]![0]);
        Assert.Equal("Run acme/payments shop", server.Grains.Calls[^1]);

        server.Grains.StartedRuns = new([]);
        (await server.SendAsync("POST", Runs, new JsonObject { ["subject"] = "orders" })).IsProblem(HttpStatusCode.Conflict, "not_begun");
        (await server.SendAsync("POST", Runs, new JsonObject { ["subject"] = "weather" })).IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("POST", Runs, new JsonObject { ["subject"] = "orders", ["connection"] = "nobody" })).Status);
    }

    [Fact]
    public async Task Another_tenants_report_is_not_there()
    {
        await using var server = await Acme.StartAsync();
        var run = Run(1) with { Connection = new(new("globex"), new("shop")) };
        await server.Store.Reconciliations.BeginAsync(run, default);

        foreach (var path in new[] { $"{Runs}/{run.Id}", $"{Runs}/{run.Id}/drifts", $"{Runs}/nonsense" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("GET", path)).Status);
        }
    }

    [Fact]
    public async Task A_failed_run_says_why()
    {
        await using var server = await Acme.StartAsync();
        var run = Run(1);
        await server.Store.Reconciliations.BeginAsync(run, default);
        await server.Store.Reconciliations.EndAsync(run.Failed(new(FailureClass.Transient, "too_long", "It took too long."), Some.Now), [], default);

        Assert.Equal(("failed", "too_long"), ((await server.CallAsync("GET", $"{Runs}/{run.Id}")).Json is var shown ? ((string?)shown["status"], (string?)shown["failure"]!["code"]) : default));
    }

    [Fact]
    public async Task Another_schedule_holds_as_soon_as_it_is_stated()
    {
        await using var server = await Acme.StartAsync();
        await server.CallAsync("PUT", "/v1/tenants/acme/policy", new JsonObject { ["settings"] = new JsonObject { ["reconcileOrders"] = "30 2 * * mon-fri Europe/Berlin" } });

        Assert.Contains("Ensure reconciliation acme/orders", server.Grains.Calls);
    }

    private static (string?, string?, string?, string?) Told(JsonNode drift) => ((string?)drift["order"], (string?)drift["cause"], (string?)drift["settlement"], (string?)drift["owner"]);

    private static ReconciliationRun Run(int number, ReconciliationSubject subject = ReconciliationSubject.Orders) => new()
    {
        Id = Sample.Id(number),
        Subject = subject,
        Connection = new(new("acme"), new("shop")),
        Feed = "orders",
        Window = new(Some.Now.AddDays(-1), Some.Now),
        StartedAt = Some.Now.AddMinutes(number),
    };

    private static Drift Drift(string id, DriftCause cause)
        => new() { Document = Some.Key(id), Cause = cause, Remedy = DriftRemedy.TakeIn, What = "order", Since = Some.Now.AddHours(-1) };
}
