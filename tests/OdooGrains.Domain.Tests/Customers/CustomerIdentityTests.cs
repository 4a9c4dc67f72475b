using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Customers;

public sealed class CustomerIdentityTests
{
    [Theory]
    [InlineData("+32 470 12 34 56", "0032470/12.34.56", true)]
    [InlineData("+32 470 12 34 56", "0470 12 34 56", true)]
    [InlineData("+44 (0)20 7946 0958", "020 7946 0958", true)]
    [InlineData("(512) 555-1234", "1-512-555-1234", true)]
    [InlineData("+1 512 555 1234", "32 470 12 34 56", false)]
    [InlineData("+32 470 12 34 56", "+49 470 12 34 56", false)]
    [InlineData("+491 470 12 34 56", "+1 470 12 34 56", false)]
    [InlineData("0470 12 34 56", "0470 12 34 57", false)]
    public void Telephone_numbers_are_one_line_by_their_digits_as_far_as_they_state_their_country(string one, string other, bool isSame)
    {
        Assert.Equal(isSame, PhoneNumber.Of(one)!.Value.IsSame(PhoneNumber.Of(other)!.Value));
        Assert.Equal(isSame, PhoneNumber.Of(other)!.Value.IsSame(PhoneNumber.Of(one)!.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("0000000000")]
    [InlineData("+32 1234")]
    public void Too_few_digits_are_no_telephone_number(string? text) => Assert.Null(PhoneNumber.Of(text));

    [Theory]
    [InlineData("be 0477.472.701", "BE0477472701")]
    [InlineData("CHE-123.456.789 MWST", "CHE123456789MWST")]
    [InlineData("RO12", "RO12")]
    [InlineData("RO1", null)]
    [InlineData("n/a, none", null)]
    [InlineData("/", null)]
    [InlineData(null, null)]
    public void VAT_numbers_are_letters_and_digits(string? text, string? number) => Assert.Equal(number, VatNumber.Of(text));

    [Fact]
    public void Who_is_alike_stays_with_the_effect_and_does_not_change_what_is_booked()
    {
        var run = new OrderRun().Stated(Some.Order()).Answered(new EffectOutcome.Done(new CustomerEnsured("7", "7", "8") { Alike = [new("9", CustomerRule.Phone)] }));

        Assert.Equal(new CustomerEnsured("7", "7", "8"), run.State.Customer);
        Assert.Equal(run.State.Customer, ((BookOrder)run.Current.Request).Customer);
        var proposal = Assert.Single(MergeProposal.Of(run.State.Effects[0], Some.Noon));
        Assert.Equal((new MergeKey(new(new("acme"), new("odoo")), "7", "9"), CustomerRule.Phone, Some.Key, MergeStatus.Open), (proposal.Key, proposal.Rule, proposal.Order, proposal.Status));
        Assert.Empty(MergeProposal.Of(run.Current, Some.Noon));
    }

    [Fact]
    public void Customers_whom_their_keys_do_not_tell_apart_wait_for_each_other_and_their_orders_do_not()
    {
        var policy = Some.Policy();
        policy = policy with { Operations = policy.Operations.ToDictionary(one => one.Key, one => one.Value with { IsOneAtATime = one.Key == OrderSteps.Operation(OrderSteps.Customer) }) };
        var (ada, bob) = (Begun("ada@example.com"), Begun("bob@example.com"));

        Assert.Equal("acme/order.customer", ada.Current.HotKey);
        Assert.Equal(ada.Current.HotKey, bob.Current.HotKey);
        Assert.NotEqual(ada.Current.ExternalKey, bob.Current.ExternalKey);
        var customer = ada.Current.ExternalKey;
        Assert.Equal(customer, ada.Answered(Some.Done(ada.Current.Request)).Current.HotKey);

        OrderRun Begun(string email) => new OrderRun().Under(policy).Stated(Some.Order(customer: new() { Name = "X", Email = email }));
    }

    [Fact]
    public void Another_VAT_number_is_a_difference()
    {
        var (before, now) = (Some.Order(), Some.Order(customer: Some.Order().Customer with { Vat = "BE0477472701" }));

        Assert.Equal([new Difference("customer.vat", null, "BE0477472701")], OrderDifferences.Between(before, now));
    }
}
