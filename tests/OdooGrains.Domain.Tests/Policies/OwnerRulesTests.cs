using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Policies;

public class OwnerRulesTests
{
    private static OwnerRules Rules(string settings)
        => EffectivePolicy.Of([new(PolicyLevel.Platform, []), new(PolicyLevel.Tenant, JsonNode.Parse(settings)!.AsObject())]).Owners;

    [Fact]
    public void The_flows_own_owner_comes_before_the_classs()
    {
        var rules = Rules("""{"owner.business": "sales@acme.example", "owner.business.money": "finance@acme.example"}""");

        Assert.Equal("finance@acme.example", rules.Of(FailureClass.Business, FailureFlow.Money));
        Assert.Equal("sales@acme.example", rules.Of(FailureClass.Business, FailureFlow.Orders));
        Assert.Null(rules.Of(FailureClass.Schema, FailureFlow.Money));
        Assert.Null(OwnerRules.None.Of(FailureClass.Business, FailureFlow.Money));
    }

    [Fact]
    public void A_refused_call_and_an_order_at_fault_are_for_whom_policy_names()
    {
        var policy = Some.Policy() with { Owners = Rules("""{"owner.business": "sales@acme.example", "owner.schema.orders": "platform"}""") };

        Assert.Equal("sales@acme.example", new OrderRun { Policy = policy }.Stated(Some.Order()).Done().Refused().State.Hold!.Owner);
        Assert.Equal("sales@acme.example", new OrderRun { Policy = policy }.Stated(Some.Invalid()).State.Hold!.Owner);
        var mapping = new OrderRun { Policy = policy }.Stated(Some.Order()).Done().Answered(Some.Failed(FailureClass.Schema));
        Assert.Equal("platform", mapping.State.Hold!.Owner);
        Assert.Equal("platform", OrderHead.Of(mapping.State, policy, mapping.Now).Owner);
    }

    [Fact]
    public void Without_a_rule_the_class_decides()
    {
        Assert.Equal(Owners.Tenant, new OrderRun().Stated(Some.Order()).Done().Refused().State.Hold!.Owner);
        Assert.Equal(Owners.Platform, new OrderRun().Stated(Some.Order()).Done().Answered(Some.Failed(FailureClass.Schema)).State.Hold!.Owner);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"a\\u0000b\"")]
    public void What_is_no_name_is_refused_with_what_would_do(string value)
    {
        var error = Assert.Single(PolicyRules.Errors(JsonNode.Parse($$"""{"owner.poison": {{value}}}""")!.AsObject(), PolicyLevel.Tenant, []));

        Assert.Contains("\"platform\", \"tenant\" or a name of 1 to 120 characters", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_be_120_characters_long()
    {
        Assert.True(Owners.IsName(new('x', Owners.NameLengthMax)));
        Assert.False(Owners.IsName(new('x', Owners.NameLengthMax + 1)));
    }
}
