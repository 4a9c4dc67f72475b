using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;

namespace OdooGrains.Domain.Tests.Failures;

public class BlastRadiusTests
{
    private static Footprint Print(params EffectTrace[] effects)
        => new() { Key = Kit.Some.Key, Status = "validated", UpdatedAt = Kit.Some.Noon, Currency = "EUR", Total = 10m, Effects = effects };

    private static EffectTrace Trace(EffectStatus status, bool isDoubtful = false, string connection = "odoo", string step = "book") => new(step, new(connection), status, isDoubtful);

    [Theory]
    [InlineData(EffectStatus.Planned, false, BlastStanding.Safe)]
    [InlineData(EffectStatus.Held, false, BlastStanding.Safe)]
    [InlineData(EffectStatus.Dead, false, BlastStanding.Safe)]
    [InlineData(EffectStatus.Planned, true, BlastStanding.InDoubt)]
    [InlineData(EffectStatus.Held, true, BlastStanding.InDoubt)]
    [InlineData(EffectStatus.Sent, false, BlastStanding.InDoubt)]
    [InlineData(EffectStatus.InDoubt, true, BlastStanding.InDoubt)]
    [InlineData(EffectStatus.Confirmed, true, BlastStanding.Done)]
    [InlineData(EffectStatus.Withdrawn, false, BlastStanding.Done)]
    public void What_is_safe_follows_from_what_may_have_been_done(EffectStatus status, bool isDoubtful, BlastStanding standing)
        => Assert.Equal(standing, BlastRadius.Standing(Print(Trace(EffectStatus.Confirmed, step: "customer"), Trace(status, isDoubtful)), null));

    [Fact]
    public void A_document_stands_at_a_connection_by_what_it_did_there()
    {
        var print = Print(Trace(EffectStatus.Confirmed), Trace(EffectStatus.InDoubt, connection: "other"));

        Assert.Equal(BlastStanding.Done, BlastRadius.Standing(print, new("odoo")));
        Assert.Equal(BlastStanding.InDoubt, BlastRadius.Standing(print, new("other")));
        Assert.Equal(BlastStanding.InDoubt, BlastRadius.Standing(print, new("shop")));
        Assert.Equal(BlastStanding.InDoubt, BlastRadius.Standing(print, null));
    }

    [Fact]
    public void A_document_that_is_itself_at_fault_is_safe()
        => Assert.Equal(BlastStanding.Safe, BlastRadius.Standing(Print() with { Status = "held", Class = FailureClass.Business }, null));

    [Fact]
    public void Only_what_a_connection_touched_is_within_and_customers_told_are_counted()
    {
        Footprint[] documents =
        [
            Print(Trace(EffectStatus.Confirmed), Trace(EffectStatus.Confirmed, connection: "shop", step: "announce")),
            Print(Trace(EffectStatus.Held)) with { Status = "held", Class = FailureClass.Schema, Currency = "USD" },
            Print(Trace(EffectStatus.Sent, connection: "other")),
            Print(),
        ];

        var radius = BlastRadius.Of(documents, new("odoo"), null);
        Assert.Equal((1, 0, 1, 1), (radius.Safe.Count, radius.InDoubt.Count, radius.Done.Count, radius.CustomersTold));
        Assert.Equal(new Dictionary<string, decimal> { ["USD"] = 10m }, radius.Safe.Money);
        Assert.Equal(new Dictionary<string, int> { ["held"] = 1, ["validated"] = 1 }, radius.Statuses);
        Assert.Equal(4, BlastRadius.Of(documents, new("shop"), null).Tenants.Sum(tenant => tenant.Value));
        Assert.Equal(1, BlastRadius.Of(documents, null, new("odoo")).Safe.Count);
        Assert.Equal(0, BlastRadius.Of(documents, null, new("other")).Safe.Count);
    }
}
