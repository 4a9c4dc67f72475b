using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Api.Tests.Orders;

public sealed class OrderExplanationTests
{
    private static readonly Dictionary<string, Func<OrderState>> All = new()
    {
        ["received, not fit"] = () => Some.New(Some.Order() with { Total = 1 }),
        ["validated"] = () => Some.New(),
        ["validated, sent"] = () => Some.New().Sent(),
        ["validated, in doubt"] = () => Some.New().Settled(new EffectOutcome.InDoubt("Odoo did not answer within 40 s.")),
        ["validated, after a failure"] = () => Some.New().Refused(FailureClass.Transient, "busy"),
        ["validated, throttled"] = () => Some.New().Refused(FailureClass.Throttled, "busy"),
        ["validated, held"] = () => Some.New().Refused(),
        ["validated, mapping"] = () => Some.New().Refused(FailureClass.Schema, "unknown_field"),
        ["validated, dead"] = () => Some.New().Refused(FailureClass.Poison, "odd").Refused(FailureClass.Poison, "odd"),
        ["customer ensured"] = () => Some.New().Done(),
        ["customer ensured, held"] = () => Some.New().Done().Refused(),
        ["customer ensured, held by force"] = () => Some.New().Done().Sent().Then(new OrderEvent.Forced(new("erp"), "The old database is gone.")),
        ["booked"] = () => Some.New().Done().Done(),
        ["booked, other total"] = () => Some.New().Done().Done(total: 21),
        ["confirmed"] = () => Some.Confirmed(),
        ["confirmed, changed"] = () => Some.Confirmed().Then(Some.Stated(Some.Order(quantity: 3, minute: 1), 2)),
        ["cancelling"] = () => Some.Confirmed().Then(Some.Stated(Some.Order(isCancelled: true, minute: 1), 2)),
        ["cancelled in the ERP"] = () => Some.Confirmed().Then(Some.Stated(Some.Order(isCancelled: true, minute: 1), 2)).Done(),
        ["cancelled before"] = () => Some.New(Some.Order(isCancelled: true)),
        ["discarded"] = () => Some.New().Refused().Then(new OrderEvent.Discarded("a test order")),
        ["discarded, booked"] = () => Some.New().Done().Done(total: 21).Then(new OrderEvent.Discarded("a test order")),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_state_is_explained_with_cause_next_step_time_and_owner(string name)
    {
        var state = All[name]();

        var explained = OrderExplanation.Of(state, Some.Head(state), null, Some.Now);

        Assert.Equal($"{explained.Cause}; next: {explained.NextStep}", explained.Sentence[..(explained.Cause.Length + "; next: ".Length + explained.NextStep.Length)]);
        Assert.EndsWith(".", explained.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("..", explained.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("()", explained.Sentence, StringComparison.Ordinal);
        Assert.Equal(state.IsFinished, explained.Owner is null);
        Assert.Equal(state.IsFinished, explained.NextStep == "nothing is left to do");
        Assert.Equal(Some.Head(state).Status, explained.Status);
    }

    [Theory]
    [InlineData("confirmed", "The ERP confirmed it as S00042; next: nothing is left to do.")]
    [InlineData("cancelled before", "The channel cancelled it before the ERP had it; next: nothing is left to do.")]
    [InlineData("discarded, booked", "A person discarded it: a test order; the ERP still has it as S00042, where the platform leaves it alone; next: nothing is left to do.")]
    [InlineData("customer ensured, held", "Held since 2026-11-20 12:00:00Z: Odoo knows no product with the SKU 'MUG'; next: remove the cause and retry it, or discard it; an update from the channel that removes the cause releases it by itself; it is for the tenant until 2026-11-21 12:00:00Z.")]
    public void Sentences_read_well(string name, string sentence)
    {
        var state = All[name]();

        Assert.Equal(sentence, OrderExplanation.Of(state, Some.Head(state), null, Some.Now).Sentence);
    }

    [Fact]
    public void A_pause_is_the_cause_of_what_waits_for_it_and_of_nothing_else()
    {
        var (planned, sent) = (Some.New(), Some.New().Sent());

        Assert.Contains("because connection 'erp' is paused", OrderExplanation.Of(planned, Some.Head(planned), new("connection 'erp' is paused"), Some.Now).Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("paused", OrderExplanation.Of(sent, Some.Head(sent), new("connection 'erp' is paused"), Some.Now).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_credentials_are_the_cause_of_what_waits_to_be_looked_up_too()
    {
        var state = All["validated, in doubt"]();
        var refused = new SendBlock("the credentials of connection 'erp' were refused (Odoo refuses the key)", HoldsLookUps: true);

        var sentence = OrderExplanation.Of(state, Some.Head(state), refused, Some.Now).Sentence;

        Assert.Contains("its look-up waits because the credentials of connection 'erp' were refused (Odoo refuses the key); next: it is looked up as soon as that ends", sentence, StringComparison.Ordinal);
        Assert.Contains("a look-up by its external key", OrderExplanation.Of(state, Some.Head(state), new("connection 'erp' is paused"), Some.Now).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_waits_for_its_time_says_when()
    {
        var state = Some.New().Refused(FailureClass.Transient, "busy");

        var explained = OrderExplanation.Of(state, Some.Head(state), null, Some.Now);

        Assert.Equal(state.Current!.DueAt, explained.NextAt);
        Assert.Contains($"attempt 2 at {state.Current.DueAt:u}", explained.Sentence, StringComparison.Ordinal);
    }
}
