using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Tests.Kit;

namespace OdooGrains.Connectors.Tests.Egress;

public sealed class EgressClientTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly EgressClient _client;

    public EgressClientTests() => _client = Client(TimeProvider.System);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task An_answer_comes_back_whole()
    {
        await using var server = new RawServer("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\nhi");

        var answer = Assert.IsType<EgressOutcome.Answered>(await _client.SendAsync(Post(server.Url), default));

        Assert.Equal(429, answer.Status);
        Assert.Equal("7", answer.Headers["retry-after"]);
        Assert.Equal("1,2", answer.Headers["x-a"]);
        Assert.Equal("hi", Encoding.UTF8.GetString(answer.Body.Span));
        Assert.EndsWith("\r\n\r\n{}", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trace_goes_along_and_nothing_else_of_it()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var activity = new Activity("call").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.SetBaggage("tenant", "acme");

        await _client.SendAsync(Post(server.Url), default);

        Assert.Contains($"traceparent: {activity.Id}", Assert.Single(server.Requests), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("acme", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        await using var server = new RawServer("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(302, Assert.IsType<EgressOutcome.Answered>(await _client.SendAsync(Post(server.Url), default)).Status);
        await _client.SendAsync(Post(server.Url), default);
        Assert.Equal(2, server.Requests.Count);
        Assert.DoesNotContain(server.Requests, request => request.Contains("Cookie", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5000\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    public async Task A_body_beyond_the_cap_leaves_the_call_in_doubt(string start)
    {
        await using var server = new RawServer(start + new string('x', 0x5000) + "\r\n0\r\n\r\n");
        using var client = Client(TimeProvider.System, bytes: 10_000);

        Assert.Equal("too_large", Assert.IsType<EgressOutcome.InDoubt>(await client.SendAsync(Post(server.Url), default)).Code);
    }

    [Fact]
    public async Task A_header_beyond_the_cap_leaves_the_call_in_doubt()
    {
        await using var server = new RawServer($"HTTP/1.1 200 OK\r\nX-Big: {new string('x', 100_000)}\r\nContent-Length: 0\r\n\r\n");

        Assert.IsType<EgressOutcome.InDoubt>(await _client.SendAsync(Post(server.Url), default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("garbage\r\n\r\n")]
    public async Task A_connection_that_breaks_after_the_request_leaves_it_in_doubt_and_is_not_tried_again(string answer)
    {
        await using var server = new RawServer(answer);

        Assert.Equal("broken", Assert.IsType<EgressOutcome.InDoubt>(await _client.SendAsync(Post(server.Url), default)).Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Silence_until_the_deadline_leaves_the_call_in_doubt()
    {
        await using var server = new RawServer((_, _, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation));
        using var client = Client(_time);
        var call = client.SendAsync(Post(server.Url), default);
        await server.Received.Task;

        _time.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal("timeout", Assert.IsType<EgressOutcome.InDoubt>(await call).Code);
    }

    [Fact]
    public async Task A_slow_drip_meets_the_same_deadline()
    {
        var dripping = new TaskCompletionSource();
        await using var server = new RawServer(async (stream, _, cancellation) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"u8.ToArray(), cancellation);
            dripping.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        });
        using var client = Client(_time);
        var call = client.SendAsync(Post(server.Url), default);
        await dripping.Task;

        _time.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal("timeout", Assert.IsType<EgressOutcome.InDoubt>(await call).Code);
    }

    [Fact]
    public async Task A_cancelled_call_is_in_doubt_also_when_it_never_left()
        => Assert.Equal("cancelled", Assert.IsType<EgressOutcome.InDoubt>(await _client.SendAsync(Post(new("http://127.0.0.1:1/")), new(true))).Code);

    [Fact]
    public async Task A_closed_port_means_surely_not_sent()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Dispose();

        Assert.Equal("unreachable", Assert.IsType<EgressOutcome.NotSent>(await _client.SendAsync(Post(new($"http://127.0.0.1:{port}/")), default)).Code);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_means_surely_not_sent()
    {
        using var client = new EgressClient(new(), TimeProvider.System, (_, _) => throw new SocketException((int)SocketError.HostNotFound));

        Assert.Equal("unresolved", Assert.IsType<EgressOutcome.NotSent>(await client.SendAsync(Post(new("https://nowhere.example/")), default)).Code);
    }

    [Fact]
    public async Task A_resolver_that_never_answers_meets_the_connect_timeout_and_means_surely_not_sent()
    {
        var asked = new TaskCompletionSource();
        using var client = new EgressClient(new(), _time, async (_, cancellation) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return [];
        });
        var call = client.SendAsync(Post(new("https://slow.example/")), default);
        await asked.Task;

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.IsType<EgressOutcome.NotSent>(await call);
    }

    [Fact]
    public async Task A_server_without_TLS_means_surely_not_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeAsync();

        var outcome = await _client.SendAsync(Post(new($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/")), default);
        await served;

        async Task ServeAsync()
        {
            using var peer = await listener.AcceptTcpClientAsync();
            await peer.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            await peer.GetStream().ReadExactlyAsync(new byte[1]);
        }

        Assert.Equal("tls", Assert.IsType<EgressOutcome.NotSent>(outcome).Code);
    }

    [Fact]
    public async Task A_name_that_turns_to_this_machine_is_refused_at_connect_time()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var client = new EgressClient(new(), TimeProvider.System, (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));

        var outcome = await client.SendAsync(Post(new($"https://rebound.example:{server.Url.Port}/")), default);

        Assert.Equal("refused", Assert.IsType<EgressOutcome.NotSent>(outcome).Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_header_that_cannot_be_sent_means_surely_not_sent()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        var outcome = await _client.SendAsync(Post(server.Url) with { Headers = [new("Authorization", "bearer ключ")] }, default);

        Assert.IsType<EgressOutcome.NotSent>(outcome);
    }

    [Fact]
    public void A_request_never_shows_its_headers_body_or_query()
    {
        var request = Post(new("https://odoo.example/a?token=hunter2")) with { Headers = [new("Authorization", "bearer hunter2")], Body = "hunter2"u8.ToArray() };

        Assert.DoesNotContain("hunter2", request.ToString(), StringComparison.Ordinal);
    }

    private static EgressClient Client(TimeProvider time, int bytes = 8 * 1024 * 1024) => new(new() { Allow = ["127.0.0.0/8"], ResponseBytesMax = bytes }, time);

    private static EgressRequest Post(Uri url) => new() { Method = "POST", Url = url, ContentType = "application/json", Body = "{}"u8.ToArray(), Timeout = TimeSpan.FromSeconds(40) };
}
