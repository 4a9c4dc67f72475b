using System.Net;
using OdooGrains.Connectors.Egress;

namespace OdooGrains.Connectors.Tests.Egress;

public sealed class EgressRulesTests
{
    private static readonly Uri Public = new("https://odoo.example.com/jsonrpc");

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("https://user:pass@example.com/")]
    [InlineData("https://example.com:6379/")]
    [InlineData("https://example.com:22/")]
    public void A_URL_that_is_no_plain_web_address_is_refused(string url) => Assert.NotNull(EgressRules.Problem(new Uri(url)));

    [Fact]
    public void One_internal_address_among_public_ones_refuses_the_host()
        => Assert.Contains("10.0.0.1", new EgressRules(new()).Problem(Public, [IPAddress.Parse("8.8.8.8"), IPAddress.Parse("10.0.0.1")]), StringComparison.Ordinal);

    [Fact]
    public void A_public_host_is_called_over_https_only()
    {
        var rules = new EgressRules(new());
        IPAddress[] addresses = [IPAddress.Parse("8.8.8.8")];

        Assert.Null(rules.Problem(Public, addresses));
        Assert.Contains("https", rules.Problem(new("http://odoo.example.com/"), addresses), StringComparison.Ordinal);
        Assert.Null(new EgressRules(new() { Allow = ["odoo.example.com"] }).Problem(new("http://odoo.example.com/"), addresses));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "192.168.0.1", false)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("ODOO.internal", "10.1.2.3", true)]
    [InlineData("odoo.internal", "169.254.169.254", false)]
    [InlineData("169.254.0.0/16", "169.254.169.254", false)]
    public void Internal_addresses_are_called_where_the_operator_lists_them(string allow, string address, bool allowed)
        => Assert.Equal(allowed, new EgressRules(new() { Allow = [allow] }).Problem(new("http://odoo.internal./"), [IPAddress.Parse(address)]) is null);

    [Theory]
    [InlineData("10.0.0.0/40")]
    [InlineData("http://x")]
    [InlineData("")]
    public void An_unreadable_allowance_is_refused_and_named(string entry)
        => Assert.Contains($"'{entry}'", Assert.Throws<ArgumentException>(() => new EgressRules(new() { Allow = [entry] })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://①②⑦.0.0.1/")]
    [InlineData("http://localhost./")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    public async Task No_spelling_of_this_machine_is_called(string url)
    {
        using var client = new EgressClient(new(), TimeProvider.System);

        var outcome = await client.SendAsync(new() { Method = "GET", Url = new(url), Timeout = TimeSpan.FromSeconds(5) }, default);

        Assert.IsType<EgressOutcome.NotSent>(outcome);
    }
}
