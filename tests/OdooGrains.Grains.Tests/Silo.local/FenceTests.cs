using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>A call of several requests whose connection gets another owner meanwhile.</summary>
public sealed class FenceTests
{
    [Theory]
    [InlineData(false, true, 2)]
    [InlineData(true, false, 1)]
    [InlineData(true, true, 1)]
    public void A_request_leaves_only_while_its_owner_is_the_owner(bool isTakenOver, bool isLookUp, int requests) => World.Run(async world =>
    {
        var wire = new Wire();
        async Task<EffectOutcome> TwoRequestsAsync(Effect effect)
        {
            await wire.CallAsync();
            if (isTakenOver)
            {
                await world.Store.Effects.TakeEpochAsync(Sample.Erp, default);
            }

            // As long as a proof lasts, and a moment more.
            await world.PassAsync(world.Limits.MarkAgeMax + TimeSpan.FromMilliseconds(100));
            var isSent = await wire.CallAsync() is EgressOutcome.Answered;
            return isSent ? world.Erp.Do(effect) : new EffectOutcome.Failed(new(FailureClass.Transient, EffectFailures.NotSent, "Held back."));
        }

        if (isLookUp)
        {
            world.Erp.Next(An.Book, An.Doubt());
        }

        world.Erp.Next(isLookUp ? An.LookUpBook : An.Book, TwoRequestsAsync);
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();

        Assert.Equal(requests, wire.Requests);
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_look_up_of_who_is_the_owner_no_more_does_not_begin() => World.Run(async world =>
    {
        var wire = new Wire();
        world.Erp.Next(An.Book, async _ =>
        {
            await world.Store.Effects.TakeEpochAsync(Sample.Erp, default);
            return An.Doubt();
        });
        world.Erp.Next(An.LookUpBook, async _ =>
        {
            Assert.IsType<EgressOutcome.NotSent>(await wire.CallAsync());
            return new EffectOutcome.Failed(new(FailureClass.Transient, EffectFailures.NotSent, "Held back."));
        });
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();

        Assert.Equal(0, wire.Requests);
        Assert.True((await world.Connection().Status()).Epoch > 2, "The activation that lost its epoch went on.");
    });

    private sealed class Wire : IEgress
    {
        private static readonly EgressRequest Request = new() { Method = "GET", Url = new("https://erp.example.com/"), Timeout = TimeSpan.FromSeconds(1) };

        public int Requests { get; private set; }

        public Task<EgressOutcome> CallAsync() => new FencedEgress(this).SendAsync(Request, default);

        public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
        {
            Requests++;
            return Task.FromResult<EgressOutcome>(new EgressOutcome.Answered(200, new Dictionary<string, string>(), default));
        }
    }
}
