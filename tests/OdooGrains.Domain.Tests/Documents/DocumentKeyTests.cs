using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Tests.Documents;

public class DocumentKeyTests
{
    private static readonly string[] Pieces = ["/", "//", "%", "%2F", "%25", "..", "\\", "?", "#", " ", "\0", "é", "漢", "🙂", "e\u0301", "a", "1001", "gid://shopify/Order/1"];

    [Fact]
    public void Every_id_survives_being_a_key()
        => Prop.ForAll(Arb.From(Gen.Elements(Pieces).ArrayOf().Select(string.Concat)), id =>
        {
            var key = new DocumentKey(new("acme"), new("shop-1"), id);
            Assert.Equal(key, DocumentKey.Parse(key.ToString()));
            Assert.Equal(2, key.ToString().Count(character => character == '/'));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Different_ids_make_different_keys()
        => Prop.ForAll(
            Arb.From(Gen.Elements(Pieces).ArrayOf().Select(string.Concat)),
            Arb.From(Gen.Elements(Pieces).ArrayOf().Select(string.Concat)),
            (one, other) => Assert.Equal(one == other, Text(one) == Text(other))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("acme/shop")]
    [InlineData("acme/shop/1/2")]
    [InlineData("")]
    public void A_key_of_another_form_is_refused_with_the_form(string key)
        => Assert.Contains("tenant/channel/id", Assert.Throws<ArgumentException>(() => DocumentKey.Parse(key)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Acme/shop/1")]
    [InlineData("a/shop/1")]
    [InlineData("acme/shop_1/1")]
    [InlineData("acme\n/shop/1")]
    public void A_key_with_a_bad_tenant_or_channel_is_refused(string key) => Assert.Throws<ArgumentException>(() => DocumentKey.Parse(key));

    [Fact]
    public void A_connection_key_survives_too()
    {
        var key = new ConnectionKey(new("acme"), new("odoo-1"));
        Assert.Equal(key, ConnectionKey.Parse(key.ToString()));
        Assert.Throws<ArgumentException>(() => ConnectionKey.Parse("acme"));
        Assert.Throws<ArgumentException>(() => ConnectionKey.Parse("acme/odoo/1"));
    }

    private static string Text(string id) => new DocumentKey(new("acme"), new("shop"), id).ToString();
}
