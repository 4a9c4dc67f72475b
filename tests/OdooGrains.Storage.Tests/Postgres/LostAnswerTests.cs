using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Documents;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Postgres;

namespace OdooGrains.Storage.Tests.Postgres;

public sealed class LostAnswerTests : PostgresTest
{
    [Fact]
    public async Task An_event_whose_answer_is_lost_is_found_again()
    {
        await using var proxy = Proxy();
        await using var store = await OpenAsync(proxy);

        proxy.LoseNext(Loss.Answer);
        Assert.Equal(new(new(Sample.Id(1)), false, false), await store.Inbox.AcceptAsync(Sample.Event(1), None));
        Assert.Equal(1, proxy.Losses);
        Assert.NotNull(await Store.Inbox.FindAsync(new("acme"), new(Sample.Id(1)), None));
    }

    [Fact]
    public async Task An_event_that_never_arrived_is_surely_not_there()
    {
        await using var proxy = Proxy();
        await using var store = await OpenAsync(proxy);

        proxy.LoseNext(Loss.Request);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Inbox.AcceptAsync(Sample.Event(1), None));
        Assert.Equal(1, proxy.Losses);
        Assert.Null(await Store.Inbox.FindAsync(new("acme"), new(Sample.Id(1)), None));
        Assert.False((await store.Inbox.AcceptAsync(Sample.Event(1), None)).IsDuplicate);
    }

    [Fact]
    public async Task A_fold_whose_answer_is_lost_is_committed_once()
    {
        await using var proxy = Proxy();
        await using var store = await OpenAsync(proxy);
        await Store.Documents.CommitAsync(Sample.Commit(), None);

        proxy.LoseNext(Loss.Answer);
        Assert.Equal(CommitResult.Committed, await store.Documents.CommitAsync(Sample.Commit(expectedVersion: 1, state: "1"), None));
        await WarmAsync(store);
        proxy.LoseNext(Loss.Answer);
        Assert.Equal(CommitResult.Conflict, await store.Documents.CommitAsync(Sample.Commit(expectedVersion: 1, state: "2"), None));
        await WarmAsync(store);
        proxy.LoseNext(Loss.Request);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Documents.CommitAsync(Sample.Commit(expectedVersion: 2, state: "3"), None));

        Assert.Equal(3, proxy.Losses);
        Assert.Equal(2, (await Store.Documents.LoadAsync(Sample.Document(), None))!.Version);
    }

    [Fact]
    public async Task A_mark_whose_answer_is_lost_is_known_and_one_that_never_arrived_is_not_made()
    {
        await using var proxy = Proxy();
        await using var store = await OpenAsync(proxy);
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        await Store.Documents.CommitAsync(Sample.Commit() with { Effects = [Sample.Effect()] }, None);
        var mark = EffectMachine.Mark(Sample.Effect() with { Version = 1 }, epoch, Sample.Now);

        proxy.LoseNext(Loss.Request);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Effects.MarkSentAsync(mark, None));
        await WarmAsync(store);
        proxy.LoseNext(Loss.Answer);
        Assert.Equal(mark with { Version = 2 }, (await store.Effects.MarkSentAsync(mark, None)).Effect);
        await WarmAsync(store);
        proxy.LoseNext(Loss.Answer);
        Assert.Null((await store.Effects.MarkSentAsync(mark with { Epoch = epoch + 1 }, None)).Effect);
        Assert.Equal(3, proxy.Losses);
    }

    [Fact]
    public async Task A_whole_batch_without_an_answer_is_read_back_one_by_one()
    {
        await using var proxy = Proxy();
        await using var store = await OpenAsync(proxy);

        proxy.LoseNext(Loss.Answer);
        var accepted = await Task.WhenAll(Enumerable.Range(1, 60).Select(number => store.Inbox.AcceptAsync(Sample.Event(number), None)));

        Assert.Equal(1, proxy.Losses);
        Assert.DoesNotContain(accepted, one => one.IsDuplicate);
        Assert.Equal(60, (await Store.Inbox.OfDocumentAsync(Sample.Document(), 100, None)).Count);
    }

    [Fact]
    public async Task Where_reading_back_fails_too_the_outcome_is_unknown()
    {
        var proxy = Proxy();
        await using var store = await OpenAsync(proxy, new HastyTime());

        proxy.LoseNext(Loss.Answer);
        var accept = store.Inbox.AcceptAsync(Sample.Event(1), None);
        await proxy.DisposeAsync();

        await Assert.ThrowsAsync<CommitUnknownException>(() => accept);
    }

    [Fact]
    public async Task Killed_sessions_never_make_a_false_word()
    {
        using var killing = new CancellationTokenSource();
        var killer = KillAsync(killing.Token);
        Dictionary<int, bool?> words = [];
        for (var round = 0; round < 20; round++)
        {
            var accepts = Enumerable.Range((round * 20) + 1, 20).ToDictionary(number => number, number => TryAsync(number));
            foreach (var (number, accept) in accepts)
            {
                words.Add(number, await accept);
            }
        }

        await killing.CancelAsync();
        Assert.True(await killer > 0);
        foreach (var (number, word) in words)
        {
            var isThere = await Store.Inbox.FindAsync(new("acme"), new(Sample.Id(number)), None) is not null;
            Assert.True(word is null || word == isThere, $"Event {number} is {(isThere ? "" : "not ")}there, and the store said {word}.");
        }
    }

    private async Task<bool?> TryAsync(int number)
    {
        try
        {
            await Store.Inbox.AcceptAsync(Sample.Event(number), None);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
        catch (CommitUnknownException)
        {
            return null;
        }
    }

    // Ends the writers' sessions as fast as it can.
    private async Task<int> KillAsync(CancellationToken until)
    {
        var killed = 0;
        await using var connection = await ConnectAsync(asAdmin: true);
        while (!until.IsCancellationRequested)
        {
            killed += (await ListAsync(
                connection, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'odoograins writer' and datname = current_database() and state = 'active'")).Count;
        }

        return killed;
    }

    private async Task<Storage.Postgres.PostgresStore> OpenAsync(LossyProxy proxy, TimeProvider? time = null)
    {
        var store = Open(Through(proxy), time);
        await WarmAsync(store);
        return store;
    }

    // Until both writers' connections are open, so that the loss hits a commit and not the opening.
    private async Task WarmAsync(Storage.Postgres.PostgresStore store)
    {
        await using var connection = await ConnectAsync(asAdmin: true);
        while ((await ListAsync(connection, Writers)).Count < Storage.Postgres.PostgresLimits.Writers)
        {
            _warmUps++;
            await Task.WhenAll(Enumerable.Range(1, 10).Select(number => store.Inbox.AcceptAsync(Sample.Event((_warmUps * 1000) + number, document: Sample.Document(tenant: "warm-up")), None)));
        }
    }

    private const string Writers = "select pid from pg_stat_activity where application_name = 'proxied writer' and datname = current_database()";
    private int _warmUps;

    /// <summary>A clock on which a hundred times as much time passes.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override long TimestampFrequency => System.TimestampFrequency / 100;
    }
}
