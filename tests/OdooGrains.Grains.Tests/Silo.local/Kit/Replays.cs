using OdooGrains.Contracts.Failures;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>The failures desk as a person uses it.</summary>
internal static class Replays
{
    public static readonly Guid Id = Sample.Id(77);
    private static readonly TenantId Acme = new("acme");

    extension(World world)
    {
        public IReplayGrain ReplayGrain => world.Node.Silo.GetGrain<IReplayGrain>(new ReplayKey(Acme, Id).ToString());

        /// <summary>Accepts orders that the ERP refuses to book, and waits until they are held.</summary>
        public async Task RefuseAsync(int orders)
        {
            world.Erp.Next(An.Book, An.Failure(Domain.Effects.FailureClass.Business), orders);
            for (var number = 1; number <= orders; number++)
            {
                await world.AcceptAsync(An.Order($"{number:000}"));
            }

            for (var number = 1; number <= orders; number++)
            {
                await world.UntilHeldAsync("scripted", $"{number:000}");
            }
        }

        public async Task<Replay> BeginAsync(FailureSelection? selection = null, bool appliesAtOnce = true, string? discardReason = null, double perSecond = ReplayLimits.PerSecondMax)
            => await world.ReplayGrain.Begin(new()
            {
                Tenant = Acme,
                Id = Id,
                Action = discardReason is null ? ReplayAction.Retry : ReplayAction.Discard,
                Reason = discardReason,
                Selection = selection ?? new(),
                AppliesAtOnce = appliesAtOnce,
                PerSecond = perSecond,
                By = "ada",
                CreatedAt = world.Now,
                UpdatedAt = world.Now,
            });

        public async Task<Replay> ReplayAsync() => (await world.Store.Replays.FindAsync(Acme, Id, default))!;

        public async Task<IReadOnlyList<ReplayItem>> ItemsAsync()
        {
            List<ReplayItem> items = [];
            while (await world.Store.Replays.ItemsAsync(Acme, Id, null, items.Count, 1_000, default) is { Count: > 0 } page)
            {
                items.AddRange(page);
            }

            return items;
        }

        public async Task<Replay> UntilReplayAsync(ReplayStatus status, TimeSpan? atMost = null)
        {
            await world.UntilAsync(async () => (await world.ReplayAsync()).Status == status, $"replay {status}", atMost);
            return await world.ReplayAsync();
        }
    }

    public static IEnumerable<(string Order, ReplayOutcome Outcome)> Outcomes(this IEnumerable<ReplayItem> items) => items.Select(item => (item.Document.Id, item.Outcome));

}
