using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Sweep;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Storage.Tests.Sweep;

public sealed class BacklogCountsTests : IAsyncDisposable
{
    private static readonly TenantId Acme = new("acme");
    private readonly BacklogCounts _counts = new();
    private readonly MemoryStore _store;
    private Func<StoreCall, Task<StoreFault>> _gate = _ => Task.FromResult(StoreFault.None);

    public BacklogCountsTests() => _store = new(call => _gate(call));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Orders_and_the_rest_are_counted_apart_also_those_that_another_process_accepted()
    {
        await AcceptAsync(1, Lane.Money);
        await AcceptAsync(2, Lane.Catalog);
        await AcceptAsync(3, Lane.Stock);

        await CountAsync();

        Assert.Equal((1, 2), (_counts.Of(Acme, AdmissionClass.Orders), _counts.Of(Acme, AdmissionClass.Other)));
        Assert.Equal(0, _counts.Of(new("globex"), AdmissionClass.Orders));
    }

    [Fact]
    public void What_is_admitted_counts_at_once_and_what_did_not_come_in_no_longer()
    {
        Assert.True(_counts.TryAdmit(Acme, AdmissionClass.Orders, 2));
        Assert.True(_counts.TryAdmit(Acme, AdmissionClass.Orders, 2));
        Assert.False(_counts.TryAdmit(Acme, AdmissionClass.Orders, 2));
        Assert.True(_counts.TryAdmit(Acme, AdmissionClass.Other, 2));

        _counts.Release(Acme, AdmissionClass.Orders);

        Assert.Equal(1, _counts.Of(Acme, AdmissionClass.Orders));
    }

    [Fact]
    public async Task What_was_admitted_before_the_count_is_in_it_and_what_was_admitted_meanwhile_comes_on_top()
    {
        _counts.TryAdmit(Acme, AdmissionClass.Orders, 10);
        await AcceptAsync(1, Lane.Money);
        var gate = new TaskCompletionSource<StoreFault>();
        _gate = _ => gate.Task;
        var count = CountAsync();
        _counts.TryAdmit(Acme, AdmissionClass.Orders, 10);
        Assert.Equal(2, _counts.Of(Acme, AdmissionClass.Orders));

        gate.SetResult(StoreFault.None);
        await count;

        Assert.Equal(2, _counts.Of(Acme, AdmissionClass.Orders));
    }

    [Fact]
    public async Task What_was_folded_or_was_a_repeat_is_gone_with_the_next_count()
    {
        for (var admitted = 0; admitted < 5; admitted++)
        {
            _counts.TryAdmit(Acme, AdmissionClass.Orders, 5);
        }

        await AcceptAsync(1, Lane.Money);
        await CountAsync();

        Assert.Equal(1, _counts.Of(Acme, AdmissionClass.Orders));
    }

    [Fact]
    public async Task A_count_that_fails_forgets_nothing()
    {
        _counts.TryAdmit(Acme, AdmissionClass.Orders, 5);
        await AcceptAsync(1, Lane.Money);
        _gate = _ => Task.FromResult(StoreFault.Unavailable);
        await Assert.ThrowsAsync<StoreUnavailableException>(CountAsync);
        Assert.Equal(1, _counts.Of(Acme, AdmissionClass.Orders));

        _gate = _ => Task.FromResult(StoreFault.None);
        await CountAsync();
        Assert.Equal(1, _counts.Of(Acme, AdmissionClass.Orders));
    }

    private async Task CountAsync() => await _counts.CountAsync(_store.Sweep, default);

    private async Task AcceptAsync(int number, Lane lane) => await _store.Inbox.AcceptAsync(Sample.Event(number) with { Lane = lane }, default);
}
