using System.Text.Json;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

public sealed class FaultTests
{
    private const string NewPartner = """{"vals_list": [{"name": "x"}]}""";
    private readonly SimulatedOdoo _odoo = new(new OdooSettings(), new ManualTime());

    [Theory]
    [InlineData(OdooFaultKind.SerializationFailure, 500, "psycopg2.errors.SerializationFailure")]
    [InlineData(OdooFaultKind.DeadlockDetected, 500, "psycopg2.errors.DeadlockDetected")]
    [InlineData(OdooFaultKind.LockNotAvailable, 500, "psycopg2.errors.LockNotAvailable")]
    [InlineData(OdooFaultKind.OperationalError, 500, "psycopg2.OperationalError")]
    [InlineData(OdooFaultKind.PoolError, 500, "psycopg2.pool.PoolError")]
    [InlineData(OdooFaultKind.UserError, 422, "odoo.exceptions.UserError")]
    [InlineData(OdooFaultKind.ValidationError, 422, "odoo.exceptions.ValidationError")]
    [InlineData(OdooFaultKind.AccessError, 403, "odoo.exceptions.AccessError")]
    [InlineData(OdooFaultKind.MissingError, 404, "odoo.exceptions.MissingError")]
    [InlineData(OdooFaultKind.LockError, 409, "odoo.exceptions.LockError")]
    [InlineData(OdooFaultKind.ValueError, 500, "builtins.ValueError")]
    [InlineData(OdooFaultKind.TypeError, 500, "builtins.TypeError")]
    [InlineData(OdooFaultKind.KeyError, 500, "builtins.KeyError")]
    [InlineData(OdooFaultKind.AuthExpired, 401, "werkzeug.exceptions.Unauthorized")]
    public void An_exception_is_told_by_its_class_and_commits_nothing(OdooFaultKind kind, int status, string name)
    {
        _odoo.Faults.Next(1, "res.partner", "create", kind);
        var answer = _odoo.Call("res.partner", "create", NewPartner);

        Assert.Equal((status, name), (answer.Status, answer.Error()));
        Assert.Equal(0, _odoo.Journal.Count);
        Assert.Equal(200, _odoo.Call("res.partner", "create", NewPartner).Status);
    }

    [Theory]
    [InlineData(OdooFaultKind.BadGateway, 502)]
    [InlineData(OdooFaultKind.ServiceUnavailable, 503)]
    [InlineData(OdooFaultKind.GatewayTimeout, 504)]
    [InlineData(OdooFaultKind.Throttled, 429)]
    [InlineData(OdooFaultKind.LoginPage, 200)]
    public void A_page_in_place_of_json_commits_nothing(OdooFaultKind kind, int status)
    {
        _odoo.Faults.Next(1, null, null, kind);
        var answer = _odoo.Call("res.partner", "create", NewPartner);

        Assert.Equal(status, answer.Status);
        Assert.StartsWith("text/html", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(0, _odoo.Journal.Count);
    }

    [Theory]
    [InlineData(OdooFaultKind.DropAnswer, typeof(Delivery.DropAnswer), 1)]
    [InlineData(OdooFaultKind.LateAnswer, typeof(Delivery.Late), 1)]
    [InlineData(OdooFaultKind.CommittedGatewayTimeout, typeof(Delivery.Answer), 1)]
    [InlineData(OdooFaultKind.ResetBeforeCommit, typeof(Delivery.Reset), 0)]
    public void A_lost_answer_says_nothing_about_the_commit(OdooFaultKind kind, Type delivery, int created)
    {
        _odoo.Faults.Next(1, "res.partner", "create", kind);
        var answer = _odoo.Call("res.partner", "create", NewPartner);

        Assert.IsType(delivery, answer.Delivery);
        Assert.Equal(created, _odoo.Records("res.partner").Count(partner => (string?)partner["name"] == "x"));
        Assert.Equal(created, _odoo.Journal.Entries.Count);
    }

    [Fact]
    public void A_serialization_failure_of_load_hides_in_a_200()
    {
        _odoo.Faults.Next(1, "res.partner", "load", OdooFaultKind.SerializationFailure);
        var loaded = _odoo.Result("res.partner", "load", """{"fields": ["id", "name"], "data": [["__mw__.p", "Ann"]]}""");

        Assert.Equal("could not serialize access due to concurrent update\n", loaded.Problem());
    }

    [Fact]
    public void The_same_seed_draws_the_same_faults()
    {
        Assert.Equal(Strikes(7), Strikes(7));
        Assert.NotEqual(Strikes(7), Strikes(8));
        Assert.InRange(Strikes(7).Count(struck => struck), 200, 400);
    }

    [Fact]
    public void Reads_are_spared_unless_a_rule_asks_for_them()
    {
        _odoo.Faults.Add(new OdooFaultRule { Kind = OdooFaultKind.BadGateway, PerMille = 1000 });
        Assert.Equal(200, _odoo.Call("res.partner", "search_count", """{"domain": []}""").Status);
        _odoo.Faults.Add(new OdooFaultRule { Kind = OdooFaultKind.ServiceUnavailable, PerMille = 1000, WritesOnly = false });
        Assert.Equal(503, _odoo.Call("res.partner", "search_count", """{"domain": []}""").Status);
        Assert.Equal(1, _odoo.Faults.Struck[OdooFaultKind.ServiceUnavailable]);
    }

    [Fact]
    public void A_revoked_key_fails_until_it_is_restored()
    {
        _odoo.Revoke(OdooClient.AdminKey);
        Assert.Equal(401, _odoo.Call("res.users", "context_get", "{}").Status);
        _odoo.Restore(OdooClient.AdminKey);
        Assert.Equal(JsonValueKind.Object, _odoo.Result("res.users", "context_get", "{}").ValueKind);
    }

    private static List<bool> Strikes(int seed)
    {
        var odoo = new SimulatedOdoo(new OdooSettings(), new ManualTime(), new OdooFaults(seed));
        odoo.Faults.Add(new OdooFaultRule { Kind = OdooFaultKind.DropAnswer, PerMille = 300 });
        return [.. Enumerable.Range(0, 1000).Select(_ => odoo.Call("res.partner", "create", NewPartner).Delivery is Delivery.DropAnswer)];
    }
}
