using OdooGrains.Api.Hooks;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Api.Tests.Hooks;

public sealed class HookAdmissionTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly MemoryStore _store = new();
    private readonly HookAdmission _admission;

    public HookAdmissionTests() => _admission = new(
        new PolicyDirectory(_store.Policies, new TenantDirectory(_store.Tenants, new SecretBox(new byte[32]), _time), _time), new BacklogCounts(), _time);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(10, 3.5, 40)]
    [InlineData(100, 50, 7)]
    public async Task For_every_window_no_more_is_admitted_than_burst_and_rate_allow(int burst, double rate, int offeredPerTick)
    {
        await StateAsync(burst, rate);
        List<DateTimeOffset> admitted = [];
        for (var tick = 0; tick < 200; tick++)
        {
            for (var offered = 0; offered < offeredPerTick; offered++)
            {
                if (await RefusedAsync() is null)
                {
                    admitted.Add(_time.GetUtcNow());
                }
            }

            _time.Advance(TimeSpan.FromMilliseconds(100 + (tick * 37 % 250)));
        }

        for (var from = 0; from < admitted.Count; from++)
        {
            for (var to = from; to < admitted.Count; to += 7)
            {
                var window = (admitted[to] - admitted[from]).TotalSeconds;
                Assert.True(to - from + 1 <= burst + (rate * window) + 1e-6, $"{to - from + 1} within {window} s");
            }
        }
    }

    [Fact]
    public async Task Who_waits_as_long_as_told_is_admitted()
    {
        await StateAsync(burst: 1, rate: 3);
        Assert.Null(await RefusedAsync());

        var refusal = await RefusedAsync();
        _time.Advance(refusal!.Wait);

        Assert.Null(await RefusedAsync());
    }

    [Fact]
    public async Task Tenants_do_not_share_a_bucket_and_classes_neither()
    {
        await StateAsync(burst: 1, rate: 1);

        Assert.Null(await RefusedAsync());
        Assert.Null(await RefusedAsync("other"));
        Assert.Null(await RefusedAsync(lane: Lane.Catalog));
        Assert.NotNull(await RefusedAsync());
    }

    [Fact]
    public async Task Full_buckets_are_dropped_and_used_ones_are_kept()
    {
        await StateAsync(burst: 100, rate: 1);
        for (var tenant = 0; tenant < 500; tenant++)
        {
            await RefusedAsync($"t{tenant}");
        }

        _time.Advance(HookAdmission.DropEvery - TimeSpan.FromSeconds(1));
        while (await RefusedAsync("busy") is null)
        {
        }

        Assert.Equal(501, _admission.BucketCount);
        _time.Advance(TimeSpan.FromSeconds(2));
        await RefusedAsync("late");
        Assert.Equal(2, _admission.BucketCount);

        // Two seconds of one a second; had its bucket been dropped it would be 100.
        Assert.Null(await RefusedAsync("busy"));
        Assert.Null(await RefusedAsync("busy"));
        Assert.NotNull(await RefusedAsync("busy"));
    }

    [Fact]
    public async Task Many_at_once_take_exactly_the_burst_and_exactly_the_backlog()
    {
        await StateAsync(burst: 300, rate: 0.01, backlogMax: 200);

        var folded = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => RefusedAsync(isFolded: true))));
        Assert.Equal(200, folded.Count(refusal => refusal is null));
        Assert.All(folded.OfType<AdmissionRefusal>(), refusal => Assert.Equal("backlog", refusal.Outcome));

        var others = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => RefusedAsync())));
        Assert.Equal(100, others.Count(refusal => refusal is null));
        Assert.Equal(new(300, 1_700), _admission.Figures(new("acme"), AdmissionClass.Orders));
    }

    [Fact]
    public async Task What_the_rate_refuses_takes_no_room_in_the_backlog()
    {
        await StateAsync(burst: 1, rate: 1, backlogMax: 2);
        Assert.Null(await RefusedAsync(isFolded: true));
        for (var refused = 0; refused < 5; refused++)
        {
            Assert.Equal("rate", (await RefusedAsync(isFolded: true))!.Outcome);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await RefusedAsync(isFolded: true));
    }

    private Task<AdmissionRefusal?> RefusedAsync(string tenant = "acme", Lane lane = Lane.Money, bool isFolded = false)
        => _admission.RefusedAsync(new TenantId(tenant), lane, isFolded, default).AsTask();

    private async Task StateAsync(int burst, double rate, int backlogMax = 1_000_000) => Assert.True(await _store.Policies.PutAsync(
        new()
        {
            Scope = PolicyScope.Platform,
            Settings = new() { ["ordersBurst"] = burst, ["ordersPerSecond"] = rate, ["ordersBacklogMax"] = backlogMax, ["otherBurst"] = burst, ["otherPerSecond"] = rate },
            UpdatedAt = _time.GetUtcNow(),
        },
        0,
        default));
}
