using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Connectors.Tests.Egress;

/// <summary>The vendors' words for their limits, each as its documentation has it.</summary>
public sealed class RateFieldsTests
{
    [Theory]
    [InlineData("X-Shopify-Shop-Api-Call-Limit: 32/40", "X-Shopify-Shop-Api-Call-Limit", 40, 2, 8, null)]
    [InlineData("X-Shopify-Shop-Api-Call-Limit: 41/400", "X-Shopify-Shop-Api-Call-Limit", 400, 20, 359, null)]
    [InlineData("X-Shopify-Shop-Api-Call-Limit: 43/40", "X-Shopify-Shop-Api-Call-Limit", 40, 2, 0, null)]
    [InlineData("Sforce-Limit-Info: api-usage=18/86400", "Sforce-Limit-Info", 86_400, 1, 86_382, null)]
    [InlineData("Sforce-Limit-Info: per-app-api-usage=17/250(appName=ours); api-usage=18/86400", "Sforce-Limit-Info", 86_400, 1, 86_382, null)]
    [InlineData("X-HubSpot-RateLimit-Max: 100|X-HubSpot-RateLimit-Remaining: 98|X-HubSpot-RateLimit-Interval-Milliseconds: 10000", "X-HubSpot-RateLimit", 100, 10, 98, 10.0)]
    [InlineData("X-HubSpot-RateLimit-Daily: 86400|X-HubSpot-RateLimit-Daily-Remaining: 5", "X-HubSpot-RateLimit-Daily", 86_400, 1, 5, null)]
    [InlineData("RateLimit-Policy: \"burst\";q=100;w=50|RateLimit: \"burst\";r=40;t=30", "RateLimit burst", 100, 2, 40, 30.0)]
    [InlineData("RateLimit-Policy: \"day\";q=1000;w=100, \"burst\";qu=\"requests\";q=100;w=50;pk=:c29tZQ==:|RateLimit: \"burst\";r=40;t=30", "RateLimit burst", 100, 2, 40, 30.0)]
    [InlineData("RateLimit: \"default\";r=0;t=30", "RateLimit default", 1, 1 / 30.0, 0, 30.0)]
    [InlineData("RateLimit-Policy: \"default\";q=100;w=50|RateLimit: \"default\";r=40", "RateLimit default", 100, 2, 40, null)]
    [InlineData("RateLimit: limit=100, remaining=40, reset=50", "RateLimit", 100, 2, 40, 50.0)]
    [InlineData("RateLimit-Limit: 100, 100;w=60|RateLimit-Remaining: 40|RateLimit-Reset: 50", "RateLimit", 100, 2, 40, 50.0)]
    [InlineData("X-RateLimit-Limit: 5000|X-RateLimit-Remaining: 4999|X-RateLimit-Reset: 1784538060|Date: Mon, 20 Jul 2026 09:00:00 GMT", "X-RateLimit", 5_000, 5_000 / 60.0, 4_999, 60.0)]
    [InlineData("X-RateLimit-Limit: 5000|X-RateLimit-Remaining: 0|X-RateLimit-Reset: 7200", "X-RateLimit", 5_000, 5_000 / 7_200.0, 0, 3_600.0)]
    [InlineData("X-RateLimit-Limit: 10|X-RateLimit-Remaining: 12|X-RateLimit-Reset: 0.5", "X-RateLimit", 10, 10, 10, 0.5)]
    [InlineData("X-Rate-Limit-Limit: 40|X-Rate-Limit-Remaining: 39|X-Rate-Limit-Reset: 20", "X-Rate-Limit", 40, 2, 39, 20.0)]
    [InlineData("X-Rate-Limit: 120|X-Rate-Limit-Remaining: 119", "X-Rate-Limit", 120, 2, 119, null)]
    public void A_vendors_word_is_a_limit_and_what_is_left_of_it(string fields, string name, double limit, double perSecond, double left, double? resetsIn)
    {
        var (readings, unread) = RateFields.Read(Fields(fields));

        var reading = Assert.Single(readings);
        Assert.Equal((name, limit, left, resetsIn), (reading.Limit.Name, reading.Limit.Burst, reading.Remaining, reading.ResetsIn?.TotalSeconds));
        Assert.Equal(perSecond, reading.Limit.PerSecond, precision: 9);
        Assert.Equal(CallUnit.Calls, reading.Limit.Unit);
        Assert.Empty(unread);
    }

    [Fact]
    public void Several_limits_of_one_answer_are_told_apart()
    {
        var (readings, _) = RateFields.Read(Fields("RateLimit-Policy: \"second\";q=10;w=1, \"day\";q=86400;w=86400|RateLimit: \"second\";r=9;t=1, \"day\";r=80000;t=3000"));

        Assert.Equal([("RateLimit second", 10, 9), ("RateLimit day", 86_400, 80_000)], readings.Select(reading => (reading.Limit.Name, reading.Limit.Burst, reading.Remaining)));
    }

    [Theory]
    [InlineData("X-Shopify-Shop-Api-Call-Limit: ")]
    [InlineData("X-Shopify-Shop-Api-Call-Limit: 32")]
    [InlineData("X-Shopify-Shop-Api-Call-Limit: 3/0")]
    [InlineData("X-Shopify-Shop-Api-Call-Limit: -1/40")]
    [InlineData("X-Shopify-Shop-Api-Call-Limit: 1/99999999999999999999999999")]
    [InlineData("Sforce-Limit-Info: per-app-api-usage=17/250")]
    [InlineData("X-HubSpot-RateLimit-Remaining: 98")]
    [InlineData("X-HubSpot-RateLimit-Daily-Remaining: many")]
    [InlineData("RateLimit: default;r=1")]
    [InlineData("RateLimit: \"default\"")]
    [InlineData("RateLimit: \"default\";r=1;t=5,")]
    [InlineData("RateLimit: \"default\";r=NaN;t=5")]
    [InlineData("RateLimit: \"default\";r=1;t=99999999")]
    [InlineData("RateLimit: \"\u0007\";r=1;t=5")]
    [InlineData("RateLimit-Remaining: 5")]
    [InlineData("X-RateLimit-Remaining: 5|X-RateLimit-Limit: 0")]
    [InlineData("X-RateLimit-Remaining: 5|X-RateLimit-Limit: 10|X-RateLimit-Reset: soon")]
    [InlineData("X-RateLimit-Remaining: 5|X-RateLimit-Limit: 10|X-RateLimit-Reset: 1784538060")]
    [InlineData("X-RateLimit-Remaining: 5|X-RateLimit-Limit: 10|X-RateLimit-Reset: 1784538060|Date: yesterday")]
    [InlineData("X-Rate-Limit-Remaining: Infinity|X-Rate-Limit-Limit: 10")]
    public void What_cannot_be_read_is_ignored_and_named(string fields)
    {
        var (readings, unread) = RateFields.Read(Fields(fields));

        Assert.Empty(readings);
        Assert.Equal([fields[..fields.IndexOf(':', StringComparison.Ordinal)]], unread);
    }

    [Fact]
    public void A_field_without_end_is_not_looked_at()
        => Assert.Equal(["RateLimit"], RateFields.Read(new Dictionary<string, string> { ["RateLimit"] = string.Concat(Enumerable.Repeat("\"a\";r=1;t=1, ", 1_000)) + "\"b\";r=1;t=1" }).Unread);

    [Theory]
    [InlineData("Content-Type: application/json")]
    [InlineData("x-amzn-RateLimit-Limit: 0.0167")]
    [InlineData("RateLimit-Policy: \"default\";q=100;w=60")]
    [InlineData("RateLimit-Policy: \"bytes\";qu=\"content-bytes\";q=100;w=60|RateLimit: \"bytes\";r=1;t=5")]
    public void What_tells_of_no_count_of_requests_that_are_left_is_no_reading(string fields)
    {
        var (readings, unread) = RateFields.Read(Fields(fields));

        Assert.Equal((0, 0), (readings.Count, unread.Count));
    }

    private static Dictionary<string, string> Fields(string fields)
        => fields.Split('|').Select(field => field.Split(':', 2)).ToDictionary(field => field[0], field => field[1].Trim(' '), StringComparer.OrdinalIgnoreCase);
}
