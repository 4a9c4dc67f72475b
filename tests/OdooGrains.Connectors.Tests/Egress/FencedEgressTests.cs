using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;

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

    private sealed class Counting : IEgress
    {
        public int Requests { get; private set; }

        public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
        {
            Requests++;
            return Task.FromResult<EgressOutcome>(new EgressOutcome.Answered(200, new Dictionary<string, string>(), default));
        }
    }
}
