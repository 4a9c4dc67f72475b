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
}
