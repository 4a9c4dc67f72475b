using System.Text;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Posts of automation rules: only who knows the secret may hint, and a hint is no more than that.</summary>
public sealed class HintTests
{
    private const string Good = """{"_action": "Send Webhook Notification(#518)", "_id": 54, "_model": "stock.picking", "id": 54, "state": "done"}""";
    private readonly OdooLab _lab = new();

    public HintTests() => _lab.Connection = _lab.Connection with { Secrets = new Dictionary<string, IReadOnlyList<string>>(_lab.Connection.Secrets) { ["webhookSecret"] = ["new-secret", "old-secret"] } };

    [Theory]
    [InlineData("Authorization", "hook:new-secret", true)]
    [InlineData("Authorization", "hook:old-secret", true)]
    [InlineData("Authorization", "hook:new-secret:", false)]
    [InlineData("Authorization", "new-secret", false)]
    [InlineData("Authorization", ":", false)]
    [InlineData("X-Webhook-Secret", "new-secret", true)]
    [InlineData("X-Webhook-Secret", "new-secre", false)]
    [InlineData("X-Webhook-Secret", "", false)]
    [InlineData("X-Webhook-Secret", InboundRequest.Repeated, false)]
    public void Only_who_knows_the_secret_may_hint(string header, string value, bool isTaken)
    {
        var sent = header == "Authorization" ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}" : value;
        var verdict = Receive(Good, name => name == header ? sent : null);

        Assert.Equal(isTaken, verdict is InboundVerdict.Ignored);
        Assert.Equal(isTaken ? null : 401, (verdict as InboundVerdict.Refused)?.Status);
    }

    [Theory]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Bearer new-secret")]
    [InlineData(InboundRequest.Repeated)]
    [InlineData(null)]
    public void Other_credentials_are_none(string? authorization)
        => Assert.Equal(401, Assert.IsType<InboundVerdict.Refused>(Receive(Good, name => name == "Authorization" ? authorization : null)).Status);

    [Fact]
    public void Without_a_secret_on_the_connection_nobody_is_heard()
    {
        foreach (var secrets in new IReadOnlyList<string>[] { [], [""] })
        {
            _lab.Connection = _lab.Connection with { Secrets = new Dictionary<string, IReadOnlyList<string>> { ["webhookSecret"] = secrets } };
            Assert.IsType<InboundVerdict.Refused>(Receive(Good, name => name == "X-Webhook-Secret" ? "" : null));
        }
    }

    [Theory]
    [InlineData("stock.picking", "deliveries")]
    [InlineData("stock.quant", "stock")]
    [InlineData("stock.move", "stock")]
    [InlineData("sale.order", null)]
    public void A_hint_names_what_to_read_and_is_no_document(string model, string? feed)
    {
        var hint = Assert.IsType<InboundVerdict.Ignored>(Receive(Good.Replace("stock.picking", model, StringComparison.Ordinal)));
        Assert.Equal((model, feed), (hint.Topic, hint.Feed));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"_model": "stock.picking"}""")]
    [InlineData("""{"_model": 5, "_id": 1}""")]
    [InlineData("""{"_model": "stock picking\n", "_id": 1}""")]
    [InlineData("""{"_model": "stock.picking", "_id": "1"}""")]
    [InlineData("""{"_model": "stock.picking", "_id": 1, "_id": 2}""")]
    [InlineData("x")]
    public void A_body_that_is_no_post_of_Odoo_s_is_refused(string body) => Assert.Equal(422, Assert.IsType<InboundVerdict.Refused>(Receive(body)).Status);

    /// <summary>On 18 the posts come before the commit, and each four times.</summary>
    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    public async Task Repeated_posts_of_one_change_are_one_hint(int version)
    {
        var lab = new OdooLab(version);
        lab.Odoo.Automate("stock.picking", "https://hook:new-secret@example.com/v1/hooks/acme/odoo", "name", "state", "write_date");
        await lab.SoldAsync(OdooLab.Order());
        var confirmed = lab.Odoo.TakePosts();
        new WarehousePeople(lab.Odoo).Send(1);
        var sent = lab.Odoo.TakePosts();

        Assert.Equal((4, 4), (confirmed.Count, sent.Count));
        string?[] ids = [.. confirmed.Concat(sent).Select(post => Receive(Encoding.UTF8.GetString(post.Body))).Select(verdict => Assert.IsType<InboundVerdict.Ignored>(verdict).DeliveryId).Distinct()];
        Assert.Equal(2, ids.Length);
    }

    private InboundVerdict Receive(string body, Func<string, string?>? header = null)
        => _lab.Connector.Inbound.Receive(_lab.Connection, new(header ?? (name => name == "X-Webhook-Secret" ? "new-secret" : null), Encoding.UTF8.GetBytes(body), default));
}
