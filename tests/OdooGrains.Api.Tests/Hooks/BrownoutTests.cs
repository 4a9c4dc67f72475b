using System.Net;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Brownout;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Api.Tests.Hooks;

/// <summary>What a shop sees while the platform has too much to do.</summary>
public sealed class BrownoutTests
{
    [Fact]
    public async Task Events_of_a_shed_lane_get_503_with_when_to_come_again_and_orders_come_in_at_the_highest_step()
    {
        await using var server = await Acme.StartAsync();
        server.Get<PlatformFigures>().Brownout = BrownoutStep.Customers;

        var refused = await SendAsync(server, 1, "products/update");

        refused.IsProblem(HttpStatusCode.ServiceUnavailable, "brownout");
        Assert.Equal("30", refused.Headers["Retry-After"]);
        (await SendAsync(server, 2, "customers/update")).IsProblem(HttpStatusCode.ServiceUnavailable, "brownout");
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(server, 3, "orders/create")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(server, 4, "inventory_levels/update")).Status);

        // A person must answer it by a date.
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(server, 5, "customers/redact")).Status);

        server.Get<PlatformFigures>().Brownout = BrownoutStep.Reports;
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(server, 1, "products/update")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(server, 2, "customers/update")).Status);
    }

    [Fact]
    public async Task A_stranger_is_refused_as_ever_and_learns_nothing()
    {
        await using var server = await Acme.StartAsync();
        server.Get<PlatformFigures>().Brownout = BrownoutStep.Customers;

        var answer = await Acme.HookAsync(server, Acme.Order(), topic: "products/update", signature: Acme.Sign(Acme.Order(), "guess"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    private static Task<Answer> SendAsync(TestServer server, int number, string topic) => Acme.HookAsync(server, Acme.Order(number), topic, $"d-{number}");
}
