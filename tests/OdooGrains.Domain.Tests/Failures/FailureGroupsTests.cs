using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;

namespace OdooGrains.Domain.Tests.Failures;

public class FailureGroupsTests
{
    private static FailedDocument Failed(string id = "1", string tenant = "acme", string reason = "Odoo knows no product with the SKU 'MUG'.") => new()
    {
        Key = new(new(tenant), new("shop"), id),
        Number = $"#{id}",
        Class = FailureClass.Business,
        Code = "unknown_sku",
        Step = "book",
        Reason = reason,
        Owner = "tenant",
        Since = Kit.Some.Noon,
        Erp = new("odoo"),
        Currency = "EUR",
        Total = 10.10m,
    };

    [Fact]
    public void One_cause_in_many_documents_is_one_group()
    {
        var groups = FailureGroups.Of(
        [
            Failed("1"),
            Failed("2", reason: "Odoo knows no product with the SKU 'CUP'.") with { Since = Kit.Some.Noon.AddHours(-1), Owner = "platform" },
            Failed("3", "globex") with { Currency = "USD", Since = Kit.Some.Noon.AddHours(2) },
            Failed("4", reason: "The customer is blocked."),
        ]);

        Assert.Equal([3, 1], groups.Select(group => group.Count));
        var group = groups[0];
        Assert.Equal(("book", FailureFlow.Orders, FailureClass.Business), (group.Step, group.Flow, group.Class));
        Assert.Equal("Odoo knows no product with the SKU '…'.", group.Message);
        Assert.Equal((Kit.Some.Noon.AddHours(-1), Kit.Some.Noon.AddHours(2)), (group.FirstSeen, group.LastSeen));
        Assert.Equal(["platform", "tenant"], group.Owners);
        Assert.Equal([new(new("acme"), 2), new(new("globex"), 1)], group.Tenants);
        Assert.Equal(new Dictionary<string, decimal> { ["EUR"] = 20.20m, ["USD"] = 10.10m }, group.Money);
    }

    [Fact]
    public void Step_class_and_flow_tell_groups_apart()
    {
        FailedDocument[] failed =
            [Failed(), Failed() with { Step = "confirm" }, Failed() with { Class = FailureClass.Schema }, Failed() with { Step = FailureSteps.Document }, Failed() with { Step = FailureSteps.Document, Code = "payment_disputed" }];

        Assert.Equal(failed.Length, FailureGroups.Of(failed).Count);
        Assert.All(failed, one => Assert.Matches("^[0-9a-f]{24}$", one.Group));
    }

    [Theory]
    [InlineData("book", null, FailureFlow.Orders)]
    [InlineData("announce", null, FailureFlow.Fulfilment)]
    [InlineData("credit", "refused", FailureFlow.Money)]
    [InlineData("book", "payment_terms_missing", FailureFlow.Orders)]
    [InlineData("document", "invalid_order", FailureFlow.Orders)]
    [InlineData("document", "refund_exceeds_payment", FailureFlow.Money)]
    [InlineData("document", "shipped_before_cancel", FailureFlow.Fulfilment)]
    public void A_step_or_else_the_holds_code_tells_the_flow(string step, string? code, FailureFlow flow) => Assert.Equal(flow, FailureSteps.FlowOf(step, code));

    [Fact]
    public void A_selection_fits_what_all_its_members_fit()
    {
        var failed = Failed();
        FailureSelection[] fitting =
        [
            new(), new() { Class = FailureClass.Business, Step = "book" }, new() { Connection = new("shop") }, new() { Connection = new("odoo") },
            new() { Since = failed.Since, Until = failed.Since.AddTicks(1) }, new() { Group = failed.Group },
        ];
        FailureSelection[] others =
        [
            new() { Class = FailureClass.Poison }, new() { Step = "confirm" }, new() { Connection = new("other") },
            new() { Since = failed.Since.AddTicks(1) }, new() { Until = failed.Since }, new() { Group = new('0', 24) },
        ];

        Assert.All(fitting, selection => Assert.True(selection.Fits(failed), $"{selection}"));
        Assert.All(others, selection => Assert.False(selection.Fits(failed), $"{selection}"));
    }
}
