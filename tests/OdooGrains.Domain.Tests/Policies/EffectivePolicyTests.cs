using System.Collections;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Reconciliation;

namespace OdooGrains.Domain.Tests.Policies;

public class EffectivePolicyTests
{
    private static readonly PolicyLevel[] Levels = [PolicyLevel.Platform, PolicyLevel.Plan, PolicyLevel.Tenant, PolicyLevel.Connection];

    /// <summary>For each level a number, or none.</summary>
    private static readonly Arbitrary<int?[]> Numbers = Arb.From(Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(1, 12).Select(number => (int?)number)).ArrayOf(4));

    [Fact]
    public void Where_nobody_says_anything_the_records_own_defaults_hold()
    {
        Assert.Equal(AdmissionPolicy.Default, EffectivePolicy.Default.Admission);
        Assert.Equal(Flat(OutboundPolicy.Default), Flat(EffectivePolicy.Default.Outbound));
        Assert.Equal(RetryPolicy.Default, EffectivePolicy.Default.Retry);
        Assert.All(EffectivePolicy.Default.Explain, line => Assert.Equal(PolicyLevel.Default, line.From));
    }

    [Fact]
    public void The_order_policys_own_defaults_are_the_tables()
    {
        var order = new OrderPolicy { Erp = new("erp"), ErpConfigVersion = 1, Operations = new Dictionary<string, OperationPolicy>() };

        Assert.Equal((order.StallAfter, order.HoldDeadline), (EffectivePolicy.Default.StallAfter, EffectivePolicy.Default.HoldDeadline));
    }

    [Fact]
    public void Every_setting_changes_one_value_and_every_value_of_the_records_has_a_setting()
    {
        var normal = Flat(EffectivePolicy.Default);
        Dictionary<string, string> changedBy = [];
        foreach (var setting in PolicySettings.All)
        {
            var changed = Flat(EffectivePolicy.Of([new(PolicyLevel.Platform, new() { [setting.Name] = Another(setting) })]));
            var name = Assert.Single(normal.Keys, key => normal[key] != changed[key]);
            Assert.True(changedBy.TryAdd(name, setting.Name), $"{setting.Name} and {changedBy.GetValueOrDefault(name)} both change {name}.");
        }

        // Not the platform's to set: how long a vendor may ask to wait.
        Assert.Equal(["Retry.RetryAfterMax"], normal.Keys.Except(changedBy.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_seconds_setting_is_read_as_seconds()
        => Assert.Equal(TimeSpan.FromSeconds(7.5), EffectivePolicy.Of([new(PolicyLevel.Tenant, new() { ["breakerOpenSeconds"] = 7.5 })]).Outbound.BreakerOpen);

    [Fact]
    public void Lanes_are_read_by_name_the_most_urgent_first()
        => Assert.Equal([Lane.Customers, Lane.Reports], EffectivePolicy.Of([new(PolicyLevel.Tenant, new() { ["batchedLanes"] = new JsonArray("reports", "customers") })]).Outbound.BatchedLanes);

    [Fact]
    public void The_nearest_level_holds_and_is_named()
    {
        var line = Line("batchMax", 10, 20, 30, 40);
        Assert.Equal((40, PolicyLevel.Connection), (line.Value.Number, line.From));

        line = Line("batchMax", 10, 20, null, null);
        Assert.Equal((20, PolicyLevel.Plan), (line.Value.Number, line.From));
    }

    [Fact]
    public void What_asks_for_too_much_gets_what_is_granted_and_is_shown()
    {
        var line = Line("concurrencyMax", null, 4, 6, 5);

        Assert.Equal((4, PolicyLevel.Plan), (line.Value.Number, line.From));
        Assert.Equal([(PolicyLevel.Tenant, 6), (PolicyLevel.Connection, 5)], line.Capped.Select(ask => (ask.Level, (int)ask.Value.Number!)));
    }

    [Fact]
    public void Tenant_and_connection_never_get_more_than_platform_and_plan_grant()
        => Prop.ForAll(Numbers, numbers =>
        {
            foreach (var (name, bound) in new[] { ("concurrencyMax", PolicyBound.AtMost), ("retryDelayMinSeconds", PolicyBound.AtLeast), ("callsPerSecond", PolicyBound.AtMost) })
            {
                var granted = Line(name, numbers[0], numbers[1], null, null).Value.Number;
                var holds = Line(name, numbers);
                Assert.False(bound is PolicyBound.AtMost ? holds.Value.Number > granted : holds.Value.Number < granted);
                Assert.True(holds.Capped.Count == 0 || holds.Capped.All(ask => ask.Level > PolicyLevel.Plan));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_value_is_always_that_of_the_level_it_names()
        => Prop.ForAll(Numbers, numbers =>
        {
            var line = Line("batchMax", numbers);
            var stated = line.From is PolicyLevel.Default ? (int?)line.Setting.Default.Number : numbers[(int)line.From - 1];
            Assert.Equal(stated, (int?)line.Value.Number);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_does_not_fit_the_table_is_passed_over()
    {
        var policy = EffectivePolicy.Of([new(PolicyLevel.Platform, new() { ["batchMax"] = 5_000_000, ["gone"] = 1, ["slowCallSeconds"] = "x" }), new(PolicyLevel.Connection, new() { ["ordersBurst"] = 1 })]);

        Assert.Equal(Flat(EffectivePolicy.Default), Flat(policy));
    }

    [Fact]
    public void A_start_above_the_cap_is_the_cap_and_a_longest_delay_below_the_first_is_the_first()
    {
        var policy = EffectivePolicy.Of([new(PolicyLevel.Tenant, new() { ["concurrencyMax"] = 1, ["retryDelayMinSeconds"] = 2_000 })]);

        Assert.Equal((1, 1), (policy.Outbound.ConcurrencyStart, policy.Outbound.ConcurrencyMax));
        Assert.Equal((2_000, 2_000), (policy.Retry.DelayMin.TotalSeconds, policy.Retry.DelayMax.TotalSeconds));
    }

    private static PolicyLine Line(string name, params int?[] numbers)
    {
        var stated = Levels.Zip(numbers).Where(pair => pair.Second is not null).Select(pair => new PolicyStatement(pair.First, new() { [name] = pair.Second }));
        return EffectivePolicy.Of([.. stated]).Explain.Single(line => line.Setting.Name == name);
    }

    // Another value than the default, near it, so that no other setting must give way.
    private static JsonNode Another(PolicySetting setting) => setting.Kind switch
    {
        PolicyKind.Lanes => new JsonArray("catalog"),
        PolicyKind.Names => new JsonArray("mallory@example.com"),
        PolicyKind.Word => JsonValue.Create(setting.Words[^1]),
        PolicyKind.Schedule => JsonValue.Create("5 5 * * * Europe/Berlin"),
        PolicyKind.Owner => JsonValue.Create("finance@acme.example"),
        _ => JsonValue.Create(setting.Default.Number is not { } normal ? setting.Min : normal < setting.Max ? Math.Min(normal + (setting.Kind is PolicyKind.Whole ? 1 : 0.1), setting.Max) : setting.Min),
    };

    private static Dictionary<string, string> Flat(object record) => new(Values(record, ""), StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Values(object record, string prefix)
        => record.GetType().GetProperties().Where(property => !property.GetMethod!.IsStatic && property.Name is not (nameof(EffectivePolicy.Explain) or "EqualityContract")).SelectMany(property =>
        {
            var value = property.GetValue(record);
            var name = prefix + property.Name;
            return value is OwnerRules rules
                ? OwnerRules.All.Select(rule => OwnerRules.SettingOf(rule.Class, rule.Flow)).Select(setting => KeyValuePair.Create($"{name}.{setting}", rules.Named.GetValueOrDefault(setting, "")))
                : value is AdmissionPolicy or Quota or OutboundPolicy or RetryPolicy or OrderTerms or StockPolicy or ReconciliationTerms or SubjectTerms
                ? Values(value, name + ".")
                : [new(name, value is IEnumerable lanes and not string ? string.Join(",", lanes.Cast<object>()) : $"{value}")];
        });
}
