using System.Net;
using System.Text;
using OdooGrains.Api.Tests.Kit;

namespace OdooGrains.Api.Tests.Hooks;

/// <summary>Bad input at the hook: a clear 4xx each, no 5xx, nothing stored of what is refused, everything stored of what is accepted.</summary>
public sealed class BadInputTests
{
    private const string Good = "\"id\":7,\"updated_at\":\"2026-11-20T12:00:00Z\"";

    [Fact]
    public async Task Bodies_that_are_no_good_json_are_refused_although_their_signature_is_right()
    {
        await using var server = await Acme.StartAsync();
        var number = 0;
        foreach (var (name, body) in Refused())
        {
            var answer = await Acme.HookAsync(server, body, delivery: $"bad-{number++}");

            Assert.True((int)answer.Status is >= 400 and < 500, $"{name}: {(int)answer.Status} {answer.Text}");
            answer.IsProblem(HttpStatusCode.UnprocessableEntity, answer.Code!);
        }

        Assert.Empty(server.Hints.Events);
        Assert.Empty(await server.Store.Inbox.ListAsync(new("acme"), null, null, null, 10, default));
        Assert.True(number > 60);
    }

    [Fact]
    public async Task Odd_bodies_that_are_good_json_are_stored_byte_for_byte()
    {
        await using var server = await Acme.StartAsync();
        var number = 0;
        foreach (var (name, body) in Accepted())
        {
            var answer = await Acme.HookAsync(server, body, delivery: $"odd-{number++}");

            Assert.True(answer.Status == HttpStatusCode.Accepted, $"{name}: {(int)answer.Status} {answer.Text}");
            var stored = await server.Store.Inbox.FindAsync(new("acme"), Domain.Events.EventId.Parse((string)answer.Json["eventId"]!), default);
            Assert.Equal(body, stored!.Body.ToArray());
        }

        Assert.Equal(number, (await server.Store.Inbox.ListAsync(new("acme"), null, null, null, 200, default)).Count);
    }

    [Fact]
    public async Task Wrong_signatures_are_refused_whatever_they_look_like()
    {
        await using var server = await Acme.StartAsync();
        var body = Acme.Order();
        var right = Acme.Sign(body);
        string[] wrong =
        [
            "", "x", right[..10], right[..43], right + "=", right.ToLowerInvariant(), right.Replace('=', '-'), "sha256=" + right, Convert.ToHexString(Convert.FromBase64String(right)),
            Acme.Sign(Acme.Order(2)), Acme.Sign(body, "another-secret"), Acme.Sign(body, ""), Convert.ToBase64String(new byte[32]), new('A', 10_000), Convert.ToBase64String(new byte[31]), Convert.ToBase64String(new byte[33]),
        ];
        foreach (var signature in wrong)
        {
            var answer = await Acme.HookAsync(server, body, signature: signature);
            Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"'{signature}': {(int)answer.Status}");
        }

        Assert.Empty(server.Hints.Events);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=latin1")]
    public async Task Other_content_types_answer_415(string? contentType)
    {
        await using var server = await Acme.StartAsync();

        (await Acme.HookAsync(server, Acme.Order(), contentType: contentType)).IsProblem(HttpStatusCode.UnsupportedMediaType, "content_type");
    }

    [Theory]
    [InlineData("X-Shopify-Hmac-Sha256", 401)]
    [InlineData("X-Shopify-Shop-Domain", 401)]
    [InlineData("X-Shopify-Topic", 400)]
    [InlineData("X-Shopify-Webhook-Id", 400)]
    public async Task A_header_that_is_sent_twice_is_refused_although_each_value_is_right(string name, int status)
    {
        await using var server = await Acme.StartAsync();
        var body = Acme.Order();
        var headers = new Dictionary<string, string>
        {
            ["Content-Type"] = "application/json", ["X-Shopify-Hmac-Sha256"] = Acme.Sign(body), ["X-Shopify-Shop-Domain"] = Acme.Shop, ["X-Shopify-Topic"] = "orders/create", ["X-Shopify-Webhook-Id"] = "d-1",
        };
        var lines = headers.Concat(headers.Where(header => header.Key == name)).Select(header => $"{header.Key}: {header.Value}\r\n");

        var answer = await RawHttp.SendAsync(server.Url, $"POST /v1/hooks/acme/shop HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {body.Length}\r\n{string.Concat(lines)}\r\n", body, closesEarly: false);

        Assert.Equal(status, answer.Status);
        Assert.Empty(server.Hints.Events);
    }

    [Fact]
    public async Task Lengths_that_lie_and_broken_framing_are_refused()
    {
        await using var server = await Acme.StartAsync(options => options with { HookBodyMax = 10_000 });
        var body = Acme.Order();
        var headers = $"Host: x\r\nConnection: close\r\nContent-Type: application/json\r\nX-Shopify-Hmac-Sha256: {Acme.Sign(body)}\r\nX-Shopify-Shop-Domain: {Acme.Shop}\r\nX-Shopify-Topic: orders/create\r\nX-Shopify-Webhook-Id: d\r\n";
        (string Name, string Framing, byte[] Body)[] cases =
        [
            ("a length above the limit", "Content-Length: 10001\r\n", body),
            ("a length that no number holds", "Content-Length: 99999999999999999999\r\n", body),
            ("a negative length", "Content-Length: -1\r\n", body),
            ("a length that is cut short", $"Content-Length: {body.Length - 1}\r\n", body),
            ("a length that promises more", $"Content-Length: {body.Length + 10}\r\n", body),
            ("two lengths", $"Content-Length: {body.Length}\r\nContent-Length: 5\r\n", body),
            ("chunks without an end of the size", "Transfer-Encoding: chunked\r\n", Encoding.ASCII.GetBytes("zz\r\nabc\r\n0\r\n\r\n")),
            ("chunks above the limit", "Transfer-Encoding: chunked\r\n", [.. Encoding.ASCII.GetBytes("4E20\r\n"), .. new byte[20_000], .. Encoding.ASCII.GetBytes("\r\n0\r\n\r\n")]),
            ("an unknown transfer encoding", "Transfer-Encoding: magic\r\n", body),
        ];
        foreach (var (name, framing, sent) in cases)
        {
            var closesEarly = name == "a length that promises more";
            var answer = await RawHttp.SendAsync(server.Url, $"POST /v1/hooks/acme/shop HTTP/1.1\r\n{headers}{framing}\r\n", sent, closesEarly);
            Assert.True(answer.Status is >= 400 and < 500 || (closesEarly && answer.Status is null), $"{name}: {answer.Status} {answer.Text}");
        }

        Assert.Empty(server.Hints.Events);
    }

    [Fact]
    public async Task A_body_that_never_arrives_is_given_up_in_time()
    {
        await using var server = await Acme.StartAsync();
        var half = RawHttp.SendAsync(server.Url, "POST /v1/hooks/acme/shop HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n", "{"u8.ToArray(), closesEarly: false);

        await server.AdvanceUntilAsync(half, TimeSpan.FromSeconds(1));

        Assert.Equal(408, (await half).Status);
    }

    private static IEnumerable<(string Name, byte[] Body)> Refused()
    {
        foreach (var text in (string[])
        [
            "", " ", "\t\r\n", "{", "}", "[", "]", "{}", "[]", "null", "true", "7", "\"text\"", "nul", "{]", "[}", "{,}", "{\"id\"}", "{\"id\":}", "{\"id\":7", "{\"id\":7,}", "{id:7}", "{'id':7}", $"{{{Good},}}",
            $"{{{Good}}} x", $"{{{Good}}}{{{Good}}}", $"{{{Good}}}]", $"[{{{Good}}}]", $"{{{Good}}}//", $"/**/{{{Good}}}", $"{{{Good},\"a\":01}}", $"{{{Good},\"a\":+1}}", $"{{{Good},\"a\":.5}}", $"{{{Good},\"a\":1.}}",
            $"{{{Good},\"a\":1e}}", $"{{{Good},\"a\":NaN}}", $"{{{Good},\"a\":Infinity}}", $"{{{Good},\"a\":-}}", $"{{{Good},\"a\":0x10}}", $"{{{Good},\"a\":\"\t\"}}", $"{{{Good},\"a\":\"\n\"}}",
            $"{{{Good},\"a\":\"\\x41\"}}", $"{{{Good},\"a\":\"\\u00\"}}", $"{{{Good},\"a\":\"\\u00zz\"}}", $"{{{Good},\"a\":\"open}}", $"{{{Good},\"a\":'x'}}", $"{{{Good},\"a\":True}}", $"{{{Good},\"a\" 1}}",
            $"{{{Good},\"a\":\"\\ud800\"}}", $"{{{Good},\"a\":\"\\udc00\"}}", $"{{{Good},\"a\":\"\\ud800\\u0041\"}}", $"{{{Good},\"\\ud800\":1}}", $"{{{Good},\"a\":\"\\u0000\"}}", $"{{{Good},\"a\":\"\0\"}}",
            $"{{{Good},\"id\":8}}", $"{{{Good},\"i\\u0064\":8}}", $"{{{Good},\"a\":{{\"b\":1,\"b\":2}}}}", "{\"id\":0,\"updated_at\":\"2026-11-20T12:00:00Z\"}", "{\"id\":-7,\"updated_at\":\"2026-11-20T12:00:00Z\"}",
            "{\"id\":\"7\",\"updated_at\":\"2026-11-20T12:00:00Z\"}", "{\"id\":7.5,\"updated_at\":\"2026-11-20T12:00:00Z\"}", "{\"id\":1e400,\"updated_at\":\"2026-11-20T12:00:00Z\"}", "{\"id\":7}", "{\"id\":7,\"updated_at\":null}",
            "{\"id\":7,\"updated_at\":\"yesterday\"}", "{\"id\":7,\"updated_at\":\"2026-13-45T12:00:00Z\"}", "{\"id\":7,\"updated_at\":\"2026-11-20\"}", "{\"id\":7,\"updated_at\":1700000000}",
            $"{{{Good},\"a\":0.{new string('1', 300)}}}", $"{{{Good},\"deep\":{new string('[', 500)}{new string(']', 500)}}}", $"{new string('[', 100_000)}",
        ])
        {
            yield return (text.Length > 60 ? text[..60] : text, Encoding.UTF8.GetBytes(text));
        }

        byte[] start = [.. Encoding.UTF8.GetBytes($"{{{Good},\"a\":\"")], end = [.. "\"}"u8];
        foreach (var invalid in (byte[][])[[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x28, 0xa1], [0x80], [0xc3]])
        {
            yield return ($"UTF-8 {Convert.ToHexString(invalid)}", [.. start, .. invalid, .. end]);
        }

        yield return ("UTF-16", Encoding.Unicode.GetBytes($"{{{Good}}}"));
        yield return ("UTF-32", Encoding.UTF32.GetBytes($"{{{Good}}}"));
        var whole = Encoding.UTF8.GetBytes($"{{{Good}}}");
        for (var length = 1; length < whole.Length; length += 7)
        {
            yield return ($"cut at {length}", whole[..length]);
        }
    }

    private static IEnumerable<(string Name, byte[] Body)> Accepted()
    {
        foreach (var text in (string[])
        [
            $"{{{Good}}}", $" \r\n\t{{{Good}}} ", $"{{{Good},\"a\":\"\\ud83d\\ude00\"}}", $"{{{Good},\"a\":\"\U0001F600 \u202E é\"}}", $"{{{Good},\"a\":1E+2}}", $"{{{Good},\"a\":-0}}", $"{{{Good},\"$type\":\"System.Object\"}}",
            $"{{{Good},\"__proto__\":{{}}}}", $"{{{Good},\"ID\":8}}", $"{{{Good},\"\":1}}", $"{{{Good},\"a\":0.{new string('1', 20)}}}", $"{{{Good},\"a\":\"'; drop table inbox; --\"}}", $"{{{Good},\"a\":\"{{0}} %s ${{jndi:ldap://x}}\"}}",
            $"{{{Good},\"lines\":[{string.Join(',', Enumerable.Range(0, 5_000))}]}}",
        ])
        {
            yield return (text.Length > 60 ? text[..60] : text, Encoding.UTF8.GetBytes(text));
        }
    }
}
