using OdooGrains.Storage.Documents;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Storage.Tests.Memory;

public sealed class MemoryStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private StoreFault _next;

    [Fact]
    public async Task Without_a_gate_calls_end_at_once()
    {
        var store = new MemoryStore();

        Assert.True(store.Inbox.AcceptAsync(Sample.Event(), None).IsCompletedSuccessfully);
        Assert.Single(await store.Inbox.OpenAsync(Sample.Document(), 10, None));
    }

    [Fact]
    public async Task A_call_takes_effect_when_the_gate_opens_and_reads_what_is_stored_then()
    {
        var gate = new TaskCompletionSource<StoreFault>();
        var store = new MemoryStore(call => call.Name == "Inbox.Open" ? gate.Task : Task.FromResult(StoreFault.None));

        var read = store.Inbox.OpenAsync(Sample.Document(), 10, None);
        await store.Inbox.AcceptAsync(Sample.Event(), None);
        gate.SetResult(StoreFault.None);

        Assert.Single(await read);
    }

    [Fact]
    public async Task An_answer_may_be_late()
    {
        var answer = new TaskCompletionSource();
        var store = new MemoryStore(answer: call => call.Name == "Inbox.Accept" ? answer.Task : Task.CompletedTask);

        var accept = store.Inbox.AcceptAsync(Sample.Event(), None);
        Assert.Single(await store.Inbox.OpenAsync(Sample.Document(), 10, None));
        Assert.False(accept.IsCompleted);
        answer.SetResult();
        await accept;
    }

    [Fact]
    public async Task An_unavailable_store_committed_nothing()
    {
        var store = Faulty(StoreFault.Unavailable);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Documents.CommitAsync(Sample.Commit(), None));
        Assert.Null(await store.Documents.LoadAsync(Sample.Document(), None));
    }

    [Fact]
    public async Task An_unknown_commit_may_be_there_or_not()
    {
        var store = Faulty(StoreFault.CommittedUnknown);
        await Assert.ThrowsAsync<CommitUnknownException>(() => store.Documents.CommitAsync(Sample.Commit(), None));
        Assert.Equal(1, (await store.Documents.LoadAsync(Sample.Document(), None))!.Version);

        _next = StoreFault.NotCommittedUnknown;
        await Assert.ThrowsAsync<CommitUnknownException>(() => store.Documents.CommitAsync(Sample.Commit(expectedVersion: 1), None));
        Assert.Equal(1, (await store.Documents.LoadAsync(Sample.Document(), None))!.Version);
    }

    [Fact]
    public async Task The_gate_sees_each_call_by_number_and_name()
    {
        List<StoreCall> calls = [];
        var store = new MemoryStore(call =>
        {
            calls.Add(call);
            return Task.FromResult(StoreFault.None);
        });

        await store.Documents.CommitAsync(Sample.Commit(), None);
        await store.Sweep.BacklogAsync(None);

        StoreCall[] expected = [new(1, "Documents.Commit", new("acme"), true), new(2, "Sweep.Backlog", null, false)];
        Assert.Equal(expected, calls);
        Assert.Equal(CommitResult.Conflict, await store.Documents.CommitAsync(Sample.Commit(), None));
    }

    private MemoryStore Faulty(StoreFault first)
    {
        _next = first;
        return new(call =>
        {
            var fault = call.Writes ? _next : StoreFault.None;
            return Task.FromResult(fault);
        });
    }
}
