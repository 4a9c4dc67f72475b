using System.Globalization;
using System.Text;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Documents;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Postgres;

public sealed class ContentionTests : PostgresTest
{
    [Fact]
    public async Task Two_stores_that_write_the_same_documents_lose_no_update()
    {
        await using var other = Open();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Store.Documents.CommitAsync(Commit(number, 0, 0), None)));

        // Each of 64 workers, half of them on each store, adds 1 to every document, in an order of its own.
        await Task.WhenAll(Enumerable.Range(0, 64).Select(worker => AddToAllAsync(worker % 2 == 0 ? Store : other, worker)));

        for (var number = 0; number < 8; number++)
        {
            Assert.Equal(64, Count((await Store.Documents.LoadAsync(Sample.Document($"{number}"), None))!));
        }
    }

    [Fact]
    public async Task New_documents_made_by_two_stores_at_once_are_made_once()
    {
        await using var other = Open();

        var results = await Task.WhenAll(Enumerable.Range(0, 200).SelectMany(number => (Task<CommitResult>[])
            [Store.Documents.CommitAsync(Commit(number, 0, 1), None), other.Documents.CommitAsync(Commit(199 - number, 0, 2), None)]));

        Assert.Equal(200, results.Count(result => result is CommitResult.Committed));
    }

    [Fact]
    public async Task Events_accepted_by_two_stores_at_once_are_stored_once()
    {
        await using var other = Open();

        var accepted = await Task.WhenAll(Enumerable.Range(1, 200).SelectMany(number => (Task<Inbox.Accepted>[])
        [
            Store.Inbox.AcceptAsync(Sample.Event(number), None),
            other.Inbox.AcceptAsync(Sample.Event(201 - number) with { Id = new(Sample.Id(1000 + number)) }, None),
        ]));

        Assert.Equal(200, accepted.Count(one => !one.IsDuplicate));
        Assert.Equal(200, accepted.Select(one => one.Id).Distinct().Count());
    }

    [Fact]
    public async Task No_mark_of_an_earlier_owner_follows_a_new_epoch()
    {
        var before = 0;
        for (var round = 0; round < 10; round++)
        {
            var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
            var documents = Enumerable.Range(0, 40).Select(number => Sample.Document($"{round}-{number}")).ToList();
            await Task.WhenAll(documents.Select(document => Store.Documents.CommitAsync(Sample.Commit(Sample.Head(document)) with { Effects = [Sample.Effect(document)] }, None)));

            var marks = documents.Select(document => Store.Effects.MarkSentAsync(EffectMachine.Mark(Sample.Effect(document) with { Version = 1 }, epoch, Sample.Now), None)).ToList();
            await Store.Effects.TakeEpochAsync(Sample.Erp, None);
            var seen = await Store.Effects.UnsettledAsync(Sample.Erp, None);
            var marked = await Task.WhenAll(marks);

            Assert.Equal(marked.Count(mark => mark.Effect is not null), seen - before);
            before = seen;
        }
    }

    [Fact]
    public async Task A_locked_document_delays_only_its_own_fold()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Store.Documents.CommitAsync(Commit(number, 0, 0), None)));
        await using var connection = await ConnectAsync(asAdmin: true);
        await using var transaction = await connection.BeginTransactionAsync();
        await ListAsync(connection, "select 1 from document where document_id = '3' for update");

        var commits = Enumerable.Range(0, 10).Select(number => Store.Documents.CommitAsync(Commit(number, 1, 1), None)).ToList();
        foreach (var number in Enumerable.Range(0, 10).Where(number => number != 3))
        {
            Assert.Equal(CommitResult.Committed, await commits[number]);
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => commits[3]);
    }

    [Fact]
    public async Task A_character_that_jsonb_cannot_hold_is_refused_and_hurts_nobody_else()
    {
        var commits = Enumerable.Range(0, 20).Select(number => Store.Documents.CommitAsync(
            Sample.Commit(Sample.Head(Sample.Document($"{number}")), state: number == 7 ? """{"note":"\u0000"}""" : "{}"), None)).ToList();

        await Assert.ThrowsAsync<StoreRefusedException>(() => commits[7]);
        Assert.All(await Task.WhenAll(commits.Where((_, number) => number != 7)), result => Assert.Equal(CommitResult.Committed, result));
    }

    private static async Task AddToAllAsync(Storage.Postgres.PostgresStore store, int worker)
    {
        foreach (var number in Enumerable.Range(worker, 8).Select(number => number % 8))
        {
            var isDone = false;
            while (!isDone)
            {
                var stored = await store.Documents.LoadAsync(Sample.Document($"{number}"), None);
                isDone = await store.Documents.CommitAsync(Commit(number, stored!.Version, Count(stored) + 1), None) is CommitResult.Committed;
            }
        }
    }

    private static DocumentCommit Commit(int number, long expectedVersion, int count)
        => Sample.Commit(Sample.Head(Sample.Document($"{number}")), expectedVersion, count.ToString(CultureInfo.InvariantCulture));

    private static int Count(StoredDocument document) => int.Parse(Encoding.UTF8.GetString(document.State.Span), CultureInfo.InvariantCulture);
}
