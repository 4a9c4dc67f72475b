using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests.Contract;

public sealed class WireContract(SiloFixture silo) : SiloContract(silo)
{
    private static readonly Order Sample = new(
        "1",
        new Money(79228162514264337593543950335m, "EUR"),
        new DateTimeOffset(2026, 3, 29, 2, 30, 0, TimeSpan.FromMinutes(345)).AddTicks(1234567),
        ["a", "ü\u2028"],
        Note: null);

    [Fact]
    public async Task Values_cross_exactly()
    {
        var order = await Grain<IWireProbe>().EchoOrderAsync(Sample);

        Assert.Equal(Sample with { Tags = [] }, order with { Tags = [] });
        Assert.Equal(Sample.Tags.ToArray(), order.Tags.ToArray());
        Assert.Equal(Sample.At.Offset, order.At.Offset);
        Assert.Equal((7, (string?)null), await Grain<IWireProbe>().EchoPairAsync(7, null));
    }

    [Theory]
    [InlineData("1.10")]
    [InlineData("1.1000")]
    [InlineData("-1.50")]
    [InlineData("0.0000000000000000000000000001")]
    public async Task A_decimal_keeps_its_digits_and_trailing_zeros(string digits)
    {
        var amount = decimal.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

        var order = await Grain<IWireProbe>().EchoOrderAsync(Sample with { Total = new Money(amount, "EUR") });

        Assert.Equal(decimal.GetBits(amount), decimal.GetBits(order.Total.Amount));
    }

    [Fact]
    public async Task A_closed_hierarchy_crosses_as_what_it_is()
    {
        var probe = Grain<IWireProbe>();
        Command[] commands = [new Deposit("a", 1.50m), new Cancel("b", "c")];

        Assert.Equal(commands[0], await probe.EchoCommandAsync(commands[0]));
        Assert.Equal(new Envelope(1, commands[1]), await probe.EchoEnvelopeAsync(new Envelope(1, commands[1])));
        Assert.Equal(commands, (await probe.EchoManyAsync([.. commands])).ToArray());
        Assert.Equal(commands, (await probe.EchoListAsync([.. commands])).ToArray());
    }
}
