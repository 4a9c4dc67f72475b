using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Contracts.Failures;
using OdooGrains.Domain.Failures;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Api.Tests.Replays;

public sealed class ReplayTests
{
    private const string Replays = "/v1/tenants/acme/replays";
    private static readonly string Group = new('a', 24);

    private static JsonObject Asks(string json) => JsonNode.Parse(json)!.AsObject();

    [Fact]
    public async Task A_replay_is_begun_with_what_was_asked_for()
    {
        await using var server = await Acme.StartAsync();
        Replay? begun = null;
        server.Grains.OnBegin = asked => begun = asked;

        var answer = await server.SendAsync("POST", Replays, Asks("""
            {"selection": {"class": "business", "step": "book", "connection": "erp", "since": "2026-11-20T12:00:00Z", "until": "2026-11-20T14:00:00+01:00", "max": 7}, "plan": true, "perSecond": 0.5}
            """));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal($"{Replays}/{begun!.Id}", answer.Headers["Location"]);
        Assert.Equal((ReplayAction.Retry, false, 0.5, "the platform key", Some.Now), (begun.Action, begun.AppliesAtOnce, begun.PerSecond, begun.By, begun.CreatedAt));
        Assert.Equal(
            new FailureSelection { Class = Domain.Effects.FailureClass.Business, Step = "book", Connection = new("erp"), Since = Some.Now, Until = Some.Now.AddHours(1), Max = 7 }, begun.Selection);
        Assert.Equal(("planning", "retry"), ((string?)answer.Json["status"], (string?)answer.Json["action"]));
    }

    [Fact]
    public async Task A_discard_by_ids_keeps_its_reason()
    {
        await using var server = await Acme.StartAsync();
        Replay? begun = null;
        server.Grains.OnBegin = asked => begun = asked;

        await server.CallAsync("POST", Replays, Asks("""{"selection": {"ids": ["order:shop:a/b", "order:shop:7", "order:shop:7"]}, "action": "discard", "reason": "nobody wants them"}"""));

        Assert.Equal([Some.Key("a/b"), Some.Key("7")], begun!.Selection.Documents);
        Assert.Equal((ReplayAction.Discard, "nobody wants them", true), (begun.Action, begun.Reason, begun.AppliesAtOnce));
    }

    [Theory]
    [InlineData("""{"selection": {}}""", "/selection")]
    [InlineData("""{"selection": {"max": 5}}""", "/selection")]
    [InlineData("""{"selection": {"ids": ["order:shop:1"], "class": "business"}}""", "/selection/ids")]
    [InlineData("""{"selection": {"ids": []}}""", "/selection/ids")]
    [InlineData("""{"selection": {"ids": ["event:1"]}}""", "/selection/ids")]
    [InlineData("""{"selection": {"ids": [null]}}""", "/selection/ids")]
    [InlineData("""{"selection": {"group": "x"}}""", "/selection/group")]
    [InlineData("""{"selection": {"class": "work"}}""", "/selection/class")]
    [InlineData("""{"selection": {"class": "1"}}""", "/selection/class")]
    [InlineData("""{"selection": {"step": "fly"}}""", "/selection/step")]
    [InlineData("""{"selection": {"connection": "NO!"}}""", "/selection/connection")]
    [InlineData("""{"selection": {"since": "2026-11-20"}}""", "/selection/since")]
    [InlineData("""{"selection": {"since": "2026-11-20T12:00:00Z", "until": "2026-11-20T12:00:00Z"}}""", "/selection/until")]
    [InlineData("""{"selection": {"class": "business", "max": 10001}}""", "/selection/max")]
    [InlineData("""{"selection": {"class": "business", "max": 0}}""", "/selection/max")]
    [InlineData("""{"selection": {"class": "business"}, "perSecond": 51}""", "/perSecond")]
    [InlineData("""{"selection": {"class": "business"}, "action": "burn"}""", "/action")]
    [InlineData("""{"selection": {"class": "business"}, "action": "discard"}""", "/reason")]
    [InlineData("""{"selection": {"class": "business"}, "reason": "why"}""", "/reason")]
    public async Task What_cannot_be_asked_is_named(string json, string member)
    {
        await using var server = await Acme.StartAsync();

        var answer = await server.SendAsync("POST", Replays, Asks(json));

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains(member, answer.Pointers);
    }

    [Fact]
    public async Task More_ids_than_a_replay_may_name_are_refused()
    {
        await using var server = await Acme.StartAsync();
        var ids = new JsonArray([.. Enumerable.Range(0, ReplayLimits.NamedMax + 1).Select(number => JsonValue.Create($"order:shop:{number}"))]);

        var answer = await server.SendAsync("POST", Replays, new JsonObject { ["selection"] = new JsonObject { ["ids"] = ids } });

        Assert.Equal(["/selection/ids"], answer.Pointers);
    }

    [Fact]
    public async Task An_idempotency_key_names_the_replay_even_after_a_restart()
    {
        Guid first, second;
        await using (var server = await Acme.StartAsync())
        {
            first = (Guid)(await RetryAsync(server, "key-1")).Json["id"]!;
        }

        await using var restarted = await Acme.StartAsync();
        second = (Guid)(await RetryAsync(restarted, "key-1")).Json["id"]!;
        Assert.Equal(first, second);
        Assert.NotEqual(first, (Guid)(await RetryAsync(restarted, "key-2")).Json["id"]!);
        Assert.NotEqual((Guid)(await RetryAsync(restarted)).Json["id"]!, (Guid)(await RetryAsync(restarted)).Json["id"]!);

        restarted.Grains.OnBegin = asked => asked with { Selection = new() { Step = "confirm" } };
        (await RetryAsync(restarted, "key-3")).IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_group_is_retried_or_discarded()
    {
        await using var server = await Acme.StartAsync();
        List<Replay> begun = [];
        server.Grains.OnBegin = asked =>
        {
            begun.Add(asked);
            return asked;
        };

        await server.CallAsync("POST", $"/v1/tenants/acme/failures/groups/{Group}/retry", new JsonObject());
        await server.CallAsync("POST", $"/v1/tenants/acme/failures/groups/{Group}/discard", Asks("""{"reason": "gone", "perSecond": 2}"""));

        Assert.Equal([(ReplayAction.Retry, null, 10d), (ReplayAction.Discard, "gone", 2d)], begun.Select(replay => (replay.Action, replay.Reason, replay.PerSecond)));
        Assert.All(begun, replay => Assert.Equal((Group, true), (replay.Selection.Group, replay.AppliesAtOnce)));
        Assert.Equal(["/reason"], (await server.SendAsync("POST", $"/v1/tenants/acme/failures/groups/{Group}/discard", Asks("""{"reason": ""}"""))).Pointers);
        (await server.SendAsync("POST", "/v1/tenants/acme/failures/groups/none/retry", new JsonObject())).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_replay_is_shown_with_its_plan_in_numbers_and_its_documents_page_by_page()
    {
        await using var server = await Acme.StartAsync();
        await StoreAsync(server);

        var shown = (await server.CallAsync("GET", $"{Replays}/{Sample.Id(5)}", key: await Acme.KeyAsync(server))).Json;
        Assert.Equal(("planned", 3, "ab"), ((string?)shown["status"], (int)shown["orders"]!, (string?)shown["planHash"]));
        Assert.Equal((1, 1, 1), ((int)shown["plan"]!["change"]!, (int)shown["plan"]!["lookUp"]!, (int)shown["plan"]!["violate"]!));
        Assert.Equal((2, 1), ((int)shown["progress"]!["waiting"]!, (int)shown["progress"]!["untouched"]!));

        var first = (await server.CallAsync("GET", $"{Replays}/{Sample.Id(5)}/documents?limit=2")).Json;
        var second = (await server.CallAsync("GET", $"{Replays}/{Sample.Id(5)}/documents?limit=2&cursor={first["next"]}")).Json;
        Assert.Equal(["change", "look_up", "violate"], first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => (string?)item!["plan"]!["kind"]));
        Assert.Equal(("order:shop:a/1", "1", "2"), ((string?)first["items"]![0]!["id"], (string?)first["items"]![0]!["plan"]!["differences"]![0]!["booked"], (string?)first["items"]![0]!["plan"]!["differences"]![0]!["now"]));
        Assert.Single((await server.CallAsync("GET", $"{Replays}/{Sample.Id(5)}/documents?outcome=untouched")).Json["items"]!.AsArray());
        (await server.SendAsync("GET", $"{Replays}/{Sample.Id(5)}/documents?outcome=odd")).IsProblem(HttpStatusCode.BadRequest, "bad_outcome");
        (await server.SendAsync("GET", $"{Replays}/{Sample.Id(5)}/documents?cursor=x")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");

        Assert.Equal([$"{Sample.Id(5)}"], (await server.CallAsync("GET", Replays)).Json["items"]!.AsArray().Select(item => (string?)item!["id"]));
        (await server.SendAsync("GET", $"{Replays}?cursor=1.2")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
    }

    [Fact]
    public async Task Another_tenants_replay_is_out_of_reach()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        await StoreAsync(server);
        var key = await Acme.KeyAsync(server, "other");

        foreach (var path in (string[])["", "/documents"])
        {
            (await server.SendAsync("GET", $"/v1/tenants/other/replays/{Sample.Id(5)}{path}", key: key)).IsProblem(HttpStatusCode.NotFound, "not_found");
            (await server.SendAsync("GET", $"{Replays}/nonsense{path}")).IsProblem(HttpStatusCode.NotFound, "not_found");
        }

        Assert.Empty((await server.CallAsync("GET", "/v1/tenants/other/replays", key: key)).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData(ReplayAnswer.Done, 202, null)]
    [InlineData(ReplayAnswer.NotFound, 404, "not_found")]
    [InlineData(ReplayAnswer.NotNow, 409, "not_now")]
    [InlineData(ReplayAnswer.PlanChanged, 409, "plan_changed")]
    public async Task What_the_grain_answers_to_a_command_is_told(ReplayAnswer answer, int status, string? code)
    {
        await using var server = await Acme.StartAsync();
        await StoreAsync(server);
        server.Grains.ReplayAnswer = answer;
        server.Grains.Calls.Clear();

        var applied = await server.SendAsync("POST", $"{Replays}/{Sample.Id(5)}/apply");
        var stopped = await server.SendAsync("POST", $"{Replays}/{Sample.Id(5)}/stop", Asks("""{"reason": "lunch"}"""));

        Assert.Equal(((HttpStatusCode)status, (HttpStatusCode)status, code, code), (applied.Status, stopped.Status, applied.Code, stopped.Code));
        Assert.Equal([$"Apply acme/{Sample.Id(5)}", $"Stop acme/{Sample.Id(5)} lunch (by the platform key)"], server.Grains.Calls);
    }

    [Fact]
    public async Task A_grain_that_does_not_answer_is_a_503_and_the_key_may_be_used_again()
    {
        await using var server = await Acme.StartAsync();
        server.Grains.AreDown = true;
        (await RetryAsync(server, "key-1")).IsProblem(HttpStatusCode.ServiceUnavailable, "owner_unavailable");

        server.Grains.AreDown = false;
        Assert.Equal(HttpStatusCode.Accepted, (await RetryAsync(server, "key-1")).Status);
    }

    private static Task<Answer> RetryAsync(TestServer server, string? key = null)
        => server.SendAsync("POST", Replays, Asks("""{"selection": {"class": "business"}}"""), null, key is null ? [] : [("Idempotency-Key", key)]);

    private static async Task StoreAsync(TestServer server)
    {
        var replay = new Replay
        {
            Tenant = new("acme"),
            Id = Sample.Id(5),
            Action = ReplayAction.Retry,
            Selection = new() { Group = Group },
            By = "ada",
            CreatedAt = Some.Now,
            UpdatedAt = Some.Now,
            Status = ReplayStatus.Planned,
            Planned = 3,
            PlanHash = "ab",
        };
        await server.Store.Replays.CreateAsync(replay, default);
        await server.Store.Replays.UpdateAsync(
            replay with { Version = 1 },
            [
                new(1, Some.Key("a/1"), 4, new(ReplayKind.Change, "book", null, [new("total", "1", "2")]), ReplayOutcome.Waiting),
                new(2, Some.Key("2"), 4, new(ReplayKind.LookUp, "book", "unknown", []), ReplayOutcome.Waiting),
                new(3, Some.Key("3"), 4, new(ReplayKind.Violate, null, "still", []), ReplayOutcome.Untouched),
            ],
            default);
    }
}
