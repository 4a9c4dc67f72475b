using System.Text.Json.Nodes;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Tests.Policies;

public class PolicyRulesTests
{
    [Fact]
    public void All_errors_come_at_once_each_with_its_name_value_and_remedy()
    {
        var errors = Errors("""
            {"concurencyMax": 4, "batchMax": 0, "attemptsMax": 2.5, "batchedLanes": ["catalog", "catalogue"], "retryRatio": "much",
             "slowCallSeconds": 1e999, "stallAfterSeconds": null, "unheardOfAnywhere": 1, "ordersBurst": 10}
            """);

        Assert.Equal(
            [
                "concurencyMax: There is no such setting; did you mean 'concurrencyMax'?",
                "batchMax: 0 does not do; give a whole number from 1 to 1000 effects.",
                "attemptsMax: 2.5 does not do; give a whole number from 1 to 100 attempts.",
                "batchedLanes: [\"catalog\",\"catalogue\"] does not do; give a list of lanes, each once, of money, stock, fulfilment, customers, catalog, reports.",
                "retryRatio: \"much\" does not do; give a number from 0 to 1.",
                "slowCallSeconds: 1e999 does not do; give a number from 0.1 to 600 s.",
                "stallAfterSeconds: null does not do; leave it out to inherit it, or give a number from 60 to 604800 s.",
            ],
            errors.Where(error => error.Setting != "unheardOfAnywhere").Select(error => $"{error.Setting}: {error.Detail}"));
        Assert.StartsWith("There is no such setting; there are ordersPerSecond, ", Assert.Single(errors, error => error.Setting == "unheardOfAnywhere").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_given_is_shown_back_shortened()
    {
        var error = Assert.Single(Errors(new JsonObject { ["batchMax"] = new string('x', 500) }.ToJsonString()));

        Assert.True(error.Detail.Length < 150);
    }

    [Fact]
    public void A_very_long_name_is_answered_without_measuring_it()
        => Assert.StartsWith("There is no such setting; there are", Assert.Single(Errors(new JsonObject { [new string('x', 100_000)] = 1 }.ToJsonString())).Detail, StringComparison.Ordinal);

    [Fact]
    public void A_connection_cannot_state_what_is_the_tenants()
        => Assert.Equal(
            "A connection cannot state this (given 5); state it for the tenant.",
            Assert.Single(Errors("""{"ordersPerSecond": 5}""", PolicyLevel.Connection)).Detail);

    [Theory]
    [InlineData(PolicyLevel.Tenant)]
    [InlineData(PolicyLevel.Connection)]
    public void Tenant_and_connection_may_only_tighten(PolicyLevel level)
    {
        PolicyStatement plan = new(PolicyLevel.Plan, new() { ["concurrencyMax"] = 4 });

        Assert.Empty(Errors("""{"concurrencyMax": 4}""", level, plan));
        Assert.Equal(
            "5 is beyond the 4 that the plan grants; give 4 or less, or have the plan changed.",
            Assert.Single(Errors("""{"concurrencyMax": 5}""", level, plan)).Detail);
    }

    [Fact]
    public void Where_the_provider_says_nothing_the_default_is_what_it_grants()
        => Assert.Equal(
            "9 is beyond the 8 that the default grants; give 8 or less, or have the plan changed.",
            Assert.Single(Errors("""{"concurrencyMax": 9}""")).Detail);

    [Fact]
    public void What_binds_downwards_may_be_raised_and_not_lowered()
    {
        Assert.Empty(Errors("""{"retryDelayMinSeconds": 5}"""));
        Assert.Contains("give 1 or more", Assert.Single(Errors("""{"retryDelayMinSeconds": 0.5}""")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_where_the_provider_sets_none_is_a_tightening()
        => Assert.Empty(Errors("""{"callsPerSecond": 50000, "callsPerDay": 1000}""", PolicyLevel.Connection));

    [Theory]
    [InlineData(PolicyLevel.Platform)]
    [InlineData(PolicyLevel.Plan)]
    public void The_provider_may_state_anything_in_range(PolicyLevel level)
        => Assert.Empty(Errors("""{"ordersPerSecond": 100000, "concurrencyMax": 256}""", level, new PolicyStatement(PolicyLevel.Platform, new() { ["concurrencyMax"] = 1 })));

    [Fact]
    public void Two_that_contradict_each_other_are_an_error_of_the_first()
    {
        var error = Assert.Single(Errors("""{"concurrencyStart": 5, "concurrencyMax": 3}""", PolicyLevel.Platform));

        Assert.Equal(("concurrencyStart", "5 is more than concurrencyMax, which is 3; lower the one or raise the other."), (error.Setting, error.Detail));
    }

    private static IReadOnlyList<PolicyError> Errors(string settings, PolicyLevel level = PolicyLevel.Tenant, params PolicyStatement[] above)
        => PolicyRules.Errors(JsonNode.Parse(settings)!.AsObject(), level, above);
}
