using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Documents;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>An order of Acme with an effect that is sent, as a connection's owner leaves it.</summary>
public static class Unsettled
{
    /// <returns>The epoch of the owner that marked it.</returns>
    public static async Task<long> AddAsync(TestServer server)
    {
        var epoch = await server.Store.Effects.TakeEpochAsync(new(new("acme"), new("erp")), default);
        var effect = Sample.Effect() with { Connection = new("erp"), PlannedAt = server.Time.GetUtcNow() };
        Assert.Equal(CommitResult.Committed, await server.Store.Documents.CommitAsync(Sample.Commit() with { Effects = [effect] }, default));
        Assert.NotNull((await server.Store.Effects.MarkSentAsync(EffectMachine.Mark(effect with { Version = 1 }, epoch, server.Time.GetUtcNow()), default)).Effect);
        return epoch;
    }

    /// <summary>Holds it as the order's grain does.</summary>
    public static async Task HoldAsync(TestServer server, ForcedHold hold)
    {
        var stored = (await server.Store.Documents.LoadAsync(Sample.Document(), default))!;
        var commit = Sample.Commit(expectedVersion: stored.Version) with { Effects = [EffectMachine.Hold(stored.Effects[0], hold.Reason, server.Time.GetUtcNow())] };
        Assert.Equal(CommitResult.Committed, await server.Store.Documents.CommitAsync(commit, default));
    }
}
