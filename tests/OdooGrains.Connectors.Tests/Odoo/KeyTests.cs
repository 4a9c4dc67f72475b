using OdooGrains.Connectors.Odoo;

namespace OdooGrains.Connectors.Tests.Odoo;

public sealed class KeyTests
{
    [Fact]
    public void An_external_id_is_readable_and_has_one_dot()
        => Assert.Equal("__odoograins__.order_acme_shop_1001_line_7", OdooKeys.Line("acme/shop/1001", "line", "7"));

    [Theory]
    [InlineData("acme/shop/1_2", "acme/shop/1/2")]
    [InlineData("acme/shop/1.2", "acme/shop/1_2")]
    [InlineData("acme/shop/%2F", "acme/shop/%2f")]
    public void Different_keys_have_different_external_ids(string one, string other) => Assert.NotEqual(OdooKeys.Order(one), OdooKeys.Order(other));

    [Fact]
    public void No_external_id_has_a_character_that_Odoo_splits_at()
        => Assert.Matches("^__odoograins__\\.[A-Za-z0-9_-]+$", OdooKeys.Line("acme/shop/a.b,c%20d", "line", "x.y/ä"));

    [Theory]
    [InlineData("line", "820982911946154508")]
    [InlineData("shipping", "a-1")]
    [InlineData("tip", "")]
    public void The_part_and_id_of_a_line_are_told_from_its_key(string part, string id) => Assert.Equal((part, id), OdooKeys.PartOf("acme/shop/1", OdooKeys.Line("acme/shop/1", part, id)));

    [Theory]
    [InlineData("line", "a/b")]
    [InlineData("line", "a_b")]
    [InlineData("line", "é")]
    public void An_id_that_cannot_be_told_is_not_guessed(string part, string id) => Assert.Null(OdooKeys.PartOf("acme/shop/1", OdooKeys.Line("acme/shop/1", part, id)));

    [Fact]
    public void Keys_of_other_orders_are_none_of_this_one()
    {
        Assert.Null(OdooKeys.PartOf("acme/shop/1", OdooKeys.Line("acme/shop/10", "line", "1")));
        Assert.Null(OdooKeys.PartOf("acme/shop/1", "sale.line_1"));
    }
}
