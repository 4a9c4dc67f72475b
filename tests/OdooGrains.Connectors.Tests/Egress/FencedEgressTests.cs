using System.Diagnostics.Metrics;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Telemetry;

namespace OdooGrains.Connectors.Tests.Egress;

public sealed class FencedEgressTests
{
    private static readonly EgressRequest Request = new() { Method = "GET", Url = new("https://odoo.example.com/"), Timeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task A_request_leaves_only_while_the_fence_of_its_call_says_so()
    {
        var inner = new Counting();
        var egress = new FencedEgress(inner);
        var isOwner = true;

        async Task<EgressOutcome> CallAsync()
        {
            FencedEgress.Raise(() => new(isOwner));
            await egress.SendAsync(Request, default);
            isOwner = false;
            return await egress.SendAsync(Request, default);
        }

        var second = await CallAsync();

        Assert.Equal(1, inner.Requests);
        Assert.Equal(EffectFailures.NotSent, Assert.IsType<EgressOutcome.NotSent>(second).Code);
    }

    [Fact]
    public async Task A_fence_ends_with_the_call_that_raised_it()
    {
        var inner = new Counting();
        var egress = new FencedEgress(inner);

        static async Task RaiseAsync()
        {
            FencedEgress.Raise(() => new(false));
            await Task.Yield();
        }

        await RaiseAsync();
        await egress.SendAsync(Request, default);

        Assert.Equal(1, inner.Requests);
    }

    [Fact]
    public async Task A_call_keeps_what_was_said_last_of_each_limit_and_counts_what_could_not_be_read()
    {
        List<object?> counted = [];
        using var unread = new MeterListener();
        unread.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add(tags[0].Value));
        unread.EnableMeasurementEvents(Instruments.RateFieldsUnread);
        var inner = new Counting();
        var egress = new FencedEgress(inner);

        async Task<EgressCall> CallAsync()
        {
            var call = FencedEgress.Raise(() => new(true));
            foreach (var used in new[] { "7/40", "8/40", "lots" })
            {
                inner.Fields["X-Shopify-Shop-Api-Call-Limit"] = used;
                await egress.SendAsync(Request, default);
            }

            return call;
        }

        Assert.Equal(32, Assert.Single((await CallAsync()).End().Readings).Remaining);
        Assert.Equal(["X-Shopify-Shop-Api-Call-Limit"], counted);
    }

    [Fact]
    public async Task A_vendor_that_tells_of_ever_new_limits_fills_no_memory()
    {
        var inner = new Counting();
        var egress = new FencedEgress(inner);
        var call = FencedEgress.Raise(() => new(true));
        foreach (var number in Enumerable.Range(0, 100))
        {
            inner.Fields["RateLimit"] = $"\"{number}\";r=1;t=1";
            await egress.SendAsync(Request, default);
        }

        Assert.Equal(CallBudget.HeardMax, call.End().Readings.Count);
    }

    [Fact]
    public async Task A_call_counts_the_requests_that_left_and_lets_none_follow_its_end()
    {
        var inner = new Counting();
        var egress = new FencedEgress(inner);
        var call = FencedEgress.Raise(() => new(true));
        EgressOutcome[] outcomes = [new EgressOutcome.Answered(500, inner.Fields, default), new EgressOutcome.InDoubt("timeout", "No answer."), new EgressOutcome.NotSent("unreachable", "No way.")];
        foreach (var outcome in outcomes)
        {
            inner.Outcome = outcome;
            await egress.SendAsync(Request, default);
        }

        Assert.Equal(2, call.End().Requests);
        Assert.IsType<EgressOutcome.NotSent>(await egress.SendAsync(Request, default));
        Assert.Equal((3, 2), (inner.Requests, call.End().Requests));
    }

    private sealed class Counting : IEgress
    {
        public int Requests { get; private set; }

        public Dictionary<string, string> Fields { get; } = [];

        public EgressOutcome? Outcome { get; set; }

        public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
        {
            Requests++;
            return Task.FromResult(Outcome ?? new EgressOutcome.Answered(200, Fields, default));
        }
    }
}
