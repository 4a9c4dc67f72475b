using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Http;

public sealed class SandboxServerTests : IDisposable
{
    private readonly HttpClient _client = TestHttp.Client();
    private readonly ManualTime _time = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Each_database_has_its_port_and_all_share_one()
    {
        var (one, two) = (Database("one"), Database("two"));
        await using var server = await SandboxServer.StartAsync([one, two], _time);

        Assert.Equal(HttpStatusCode.OK, await CreateAsync(server.Addresses["one"], null));
        Assert.Equal(HttpStatusCode.OK, await CreateAsync(server.SharedAddress, "two"));
        Assert.Equal(HttpStatusCode.NotFound, await CreateAsync(server.SharedAddress, "three"));
        Assert.Equal((1, 1), (one.Journal.Count, two.Journal.Count));
    }

    [Fact]
    public async Task It_says_that_it_is_a_simulation()
    {
        await using var server = await SandboxServer.StartAsync([Database("one")], _time);
        using var answer = await _client.GetAsync(new Uri(server.Addresses["one"], "/"));

        Assert.Contains("SIMULATION", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("SIMULATION", answer.Headers.GetValues("Server").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OdooFaultKind.DropAnswer, 1)]
    [InlineData(OdooFaultKind.ResetBeforeCommit, 0)]
    public async Task A_closed_connection_says_nothing_about_the_commit(OdooFaultKind fault, int committed)
    {
        var odoo = Database("one");
        odoo.Faults.Next(1, "res.partner", "create", fault);
        await using var server = await SandboxServer.StartAsync([odoo], _time);

        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(server.Addresses["one"], null));
        Assert.Equal(committed, odoo.Journal.Count);
    }

    [Fact]
    public async Task A_late_answer_comes_when_the_clock_says_so()
    {
        var odoo = Database("one");
        odoo.Faults.Next(1, new OdooFaultRule { Kind = OdooFaultKind.LateAnswer, Delay = TimeSpan.FromSeconds(50) });
        await using var server = await SandboxServer.StartAsync([odoo], _time);

        var call = CreateAsync(server.Addresses["one"], null);
        await UntilAsync(() => _time.Waiting == 1);
        Assert.Equal(1, odoo.Journal.Count);
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(50));

        Assert.Equal(HttpStatusCode.OK, await call);
    }

    [Fact]
    public async Task Workers_bound_what_runs_and_the_backlog_what_waits()
    {
        var odoo = Database("one", OdooCapacity.Measured with { Workers = 1, Backlog = 1 });
        await using var server = await SandboxServer.StartAsync([odoo], _time);

        var running = CreateAsync(server.Addresses["one"], null);
        await UntilAsync(() => odoo.Calls == 1);
        var others = new[] { CreateAsync(server.Addresses["one"], null), CreateAsync(server.Addresses["one"], null) };
        await Assert.ThrowsAsync<HttpRequestException>(async () => await await Task.WhenAny(others));
        Assert.Equal(1, odoo.Calls);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await running);
        await UntilAsync(() => odoo.Calls == 2);
        await UntilAsync(() => _time.Waiting == 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, others.Count(other => other.IsFaulted));
        Assert.Equal(HttpStatusCode.OK, await others.Single(other => !other.IsFaulted));
    }

    private SimulatedOdoo Database(string name, OdooCapacity? capacity = null) =>
        new(new OdooSettings { Database = name, Capacity = capacity ?? OdooCapacity.Fast }, _time);

    private async Task<HttpStatusCode> CreateAsync(Uri address, string? database)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/json/2/res.partner/create"));
        request.Content = new StringContent("""{"vals_list": [{"name": "x"}]}""", Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("bearer", "simulated-admin-key");
        if (database is not null) { request.Headers.Add("X-Odoo-Database", database); }
        using var answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }

    // Waits for the server's own progress: real sockets have no signal that a test could await.
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
