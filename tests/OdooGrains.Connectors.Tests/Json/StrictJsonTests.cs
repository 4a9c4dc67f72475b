using System.Text;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.Tests.Json;

public sealed class StrictJsonTests
{
    public static TheoryData<string, string> Hostile => new()
    {
        { "", "valid JSON" },
        { "   ", "valid JSON" },
        { "null", "one JSON object" },
        { "[]", "one JSON object" },
        { "\"text\"", "one JSON object" },
        { "{", "valid JSON" },
        { "{}{}", "valid JSON" },
        { "{} x", "valid JSON" },
        { "{},", "valid JSON" },
        { "{\"a\":1,}", "valid JSON" },
        { "{\"a\":01}", "valid JSON" },
        { "{\"a\":NaN}", "valid JSON" },
        { "{\"a\":+1}", "valid JSON" },
        { "{'a':1}", "valid JSON" },
        { "{\"a\":1 /* x */}", "valid JSON" },
        { "{\"a\":\"\u0001\"}", "valid JSON" },
        { "{\"a\":\"\0\"}", "valid JSON" },
        { "{\"a\":\"\\x41\"}", "valid JSON" },
        { "{\"a\":\"\\u00g0\"}", "valid JSON" },
        { "{\"a\":\"\\u0000\"}", "u0000" },
        { "{\"\\u0000\":1}", "u0000" },
        { "{\"a\":\"\\ud800\"}", "surrogate" },
        { "{\"a\":\"\\udc00\"}", "surrogate" },
        { "{\"a\":\"\\ud800\\ud800\\udc00\"}", "surrogate" },
        { "{\"a\":\"\\ud800x\\udc00\"}", "surrogate" },
        { "{\"a\":\"\\ud83d\\n\"}", "surrogate" },
        { "{\"a\":{\"b\":[\"\\uDFFF\"]}}", "surrogate" },
        { "{\"a\":1,\"a\":2}", "twice" },
        { "{\"a\":1,\"\\u0061\":2}", "twice" },
        { "{\"x\":[{\"b\":1,\"c\":{},\"b\":2}]}", "twice" },
        { "{\"a\":1e400}", "number" },
        { "{\"a\":1e131071}", "number" },
        { "{\"a\":1e-400}", "number" },
        { "{\"a\":79228162514264337593543950336}", "number" },
        { "{\"a\":0.1234567890123456789012345678901234567890}", "number" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_could_not_be_read_later_is_refused_now(string body, string problem)
        => Assert.Contains(problem, StrictJson.Walk(Encoding.UTF8.GetBytes(body)).Problem, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}' }, "byte order mark")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'{', 0, (byte)'}', 0 }, "UTF-8")]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xC0, 0x80, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, "UTF-8")]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xED, 0xA0, 0x80, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, "UTF-8")]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0x80, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, "UTF-8")]
    public void Other_encodings_than_plain_UTF8_are_refused(byte[] body, string problem)
        => Assert.Contains(problem, StrictJson.Walk(body).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData(" \r\n\t{} \n")]
    [InlineData("{\"a\":-0,\"A\":1.50,\"b\":9223372036854775808,\"c\":1E2,\"d\":0e-99}")]
    [InlineData("{\"a\":\"\\ud83d\\ude00 \\u0001 \\\\u0000 \\\" \\/\"}")]
    [InlineData("{\"__proto__\":{\"$type\":\"System.Object\"},\"a\":{\"a\":[{\"a\":1},{\"a\":1}]}}")]
    [InlineData("{\"a\":\"😀\u2028\"}")]
    public void What_JSON_allows_is_taken(string body) => Assert.Null(StrictJson.Walk(Encoding.UTF8.GetBytes(body)).Problem);

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    [InlineData(100_000, false)]
    public void Depth_is_bounded(int depth, bool taken)
    {
        var body = string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);

        Assert.Equal(taken, StrictJson.Walk(Encoding.UTF8.GetBytes(body)).Problem is null);
    }

    [Theory]
    [InlineData(StrictJson.PropertiesMax, true)]
    [InlineData(StrictJson.PropertiesMax + 1, false)]
    public void The_number_of_properties_is_bounded(int count, bool taken)
    {
        var body = "{" + string.Join(',', Enumerable.Range(0, count).Select(index => $"\"k{index}\":0")) + "}";

        Assert.Equal(taken, StrictJson.Walk(Encoding.UTF8.GetBytes(body)).Problem is null);
    }

    [Fact]
    public void Every_truncation_of_a_body_is_refused()
    {
        var body = Encoding.UTF8.GetBytes("""{"id": 12, "name": "\ud83d\ude00 é", "lines": [{"price": 1.5}, null, true]}""");

        Assert.Null(StrictJson.Walk(body).Problem);
        Assert.All(Enumerable.Range(0, body.Length), length => Assert.NotNull(StrictJson.Walk(body.AsSpan(0, length)).Problem));
    }

    [Fact]
    public void Only_top_level_fields_are_given_back()
    {
        var walked = StrictJson.Walk("""{"a": {"id": 1}, "list": [{"id": 2}], "id": 3, "b": {"id": 4}}"""u8, "id");

        Assert.Equal("3", walked.Fields["id"].Text);
    }

    [Fact]
    public void A_refusal_shows_no_control_characters_of_the_body()
        => Assert.DoesNotContain(StrictJson.Walk(Encoding.UTF8.GetBytes("{\"\\u001b[31m\":1,\"\\u001b[31m\":2}")).Problem!, letter => char.IsControl(letter));
}
