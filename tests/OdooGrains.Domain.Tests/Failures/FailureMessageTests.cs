using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Failures;

namespace OdooGrains.Domain.Tests.Failures;

public class FailureMessageTests
{
    private static readonly string[] Pieces =
        ["'", "\"", "''", " ", "  ", "\n", "it's", "(", ")", "[", ".", ",", "a", "SKU", "1", "20.00", "2026-11-20", "12:00:00Z", "<time>", "<n>", "…", "ada@example.com", "https://x", "٣", "\ud800", new('x', 45)];

    private static readonly Arbitrary<string> Messages = Arb.From(Gen.Elements(Pieces).ArrayOf().Select(string.Concat));

    [Theory]
    [InlineData("Odoo knows no product with the SKU 'MUG'.", "Odoo knows no product with the SKU '…'.")]
    [InlineData("Odoo knows no product with the SKU 'BIG RED MUG'.", "Odoo knows no product with the SKU '…'.")]
    [InlineData("The ERP computes a total of 20.01, the channel states 20.00 EUR.", "The ERP computes a total of <n>, the channel states <n> EUR.")]
    [InlineData("The channel's order S00042 of 2026-11-20 12:00:00Z is gone.", "The channel's order <id> of <time> is gone.")]
    [InlineData("No answer at 2026-11-20T12:00:00Z from https://erp.example/json/2 for ada@example.com", "No answer at <time> from <id> for <id>")]
    [InlineData("Line 3f2504e0-4f89-11d3-9a0c-0305e82c3301 (lines[1]) has \"too much\", 19 %.", "Line <id> (<id>]) has \"…\", <n> %.")]
    [InlineData("", "")]
    [InlineData("'", "'")]
    public void What_differs_from_document_to_document_becomes_a_placeholder(string message, string normal) => Assert.Equal(normal, FailureMessage.Normalise(message));

    [Fact]
    public void What_is_normal_stays_as_it_is() => Check.QuickThrowOnFailure(Prop.ForAll(Messages, message =>
    {
        var normal = FailureMessage.Normalise(message);
        Assert.Equal(normal, FailureMessage.Normalise(normal));
    }));

    [Fact]
    public void Any_text_stays_as_it_is_once_it_is_normal() => Check.QuickThrowOnFailure(Prop.ForAll<string?>(any =>
    {
        var normal = FailureMessage.Normalise(any ?? "");
        Assert.Equal(normal, FailureMessage.Normalise(normal));
        Assert.InRange(normal.Length, 0, FailureMessage.LengthMax);
    }));

    [Fact]
    public void It_is_bounded_and_has_no_digit() => Check.QuickThrowOnFailure(Prop.ForAll(Messages, message =>
    {
        var normal = FailureMessage.Normalise(string.Concat(Enumerable.Repeat(message, 20)));
        Assert.InRange(normal.Length, 0, FailureMessage.LengthMax);
        Assert.DoesNotContain(normal, char.IsDigit);
    }));
}
