using System.Text;
using System.Text.Json;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Connectors.Webhooks;

namespace OdooGrains.Connectors.Tests.Webhooks;

/// <summary>Against the vectors of Standard Webhooks' own libraries (Vectors/SOURCE.md).</summary>
public sealed class StandardWebhookTests
{
    [Fact]
    public void The_published_message_has_the_published_signature()
    {
        using var vectors = JsonDocument.Parse(Resources.Bytes("standard-webhooks.json"));
        var vector = vectors.RootElement.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "symmetric v1");
        string Text(string name) => vector.GetProperty(name).GetString()!;
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Text("webhook-timestamp")));

        var headers = StandardWebhook.Headers(Text("secret"), Text("webhook-id"), sentAt, Encoding.UTF8.GetBytes(Text("payload")));

        Assert.Equal([.. new[] { "webhook-id", "webhook-timestamp", "webhook-signature" }.Select(name => KeyValuePair.Create(name, Text(name)))], headers);
    }

    [Theory]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(23, false)]
    [InlineData(65, false)]
    public void A_secret_has_24_to_64_bytes(int bytes, bool isGood)
        => Assert.Equal(isGood, StandardWebhook.Problem(StandardWebhook.SecretPrefix + Convert.ToBase64String(new byte[bytes])) is null);

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64 at all, though it is long enough for one")]
    [InlineData("")]
    public void Any_other_text_is_refused_and_not_shown(string secret)
    {
        var problem = StandardWebhook.Problem(secret);

        Assert.NotNull(problem);
        Assert.True(secret.Length == 0 || !problem.Contains(secret, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => StandardWebhook.Headers(secret, "id", default, default));
    }
}
