using System.Diagnostics;
using Npgsql;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Postgres;

public sealed class RoundTripTests : PostgresTest
{
    [Fact]
    public async Task Writes_and_loads_at_once_share_round_trips()
    {
        var database = new NpgsqlConnectionStringBuilder(ConnectionString).Database;
        var trips = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => trips += activity.TagObjects.Any(tag => Equals(tag.Value, database)) ? 1 : 0,
        };
        ActivitySource.AddActivityListener(listener);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Store.Documents.CommitAsync(Sample.Commit(Sample.Head(Sample.Document($"{number}"))), None)));
        var writes = trips;
        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Store.Documents.LoadAsync(Sample.Document($"{number}"), None)));

        Assert.InRange(writes, 2, 50);
        Assert.InRange(trips - writes, 2, 50);
    }

    [Fact]
    public async Task A_store_under_load_holds_no_more_connections_than_it_says()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).SelectMany(number => (Task[])
        [
            Store.Inbox.AcceptAsync(Sample.Event(number), None),
            Store.Documents.LoadAsync(Sample.Document($"{number}"), None),
            Store.Inbox.OpenAsync(Sample.Document(), 1, None),
            Store.Effects.TakeEpochAsync(Sample.Erp, None),
            Store.Sweep.BacklogAsync(None),
        ]));

        await using var connection = await ConnectAsync(asAdmin: true);
        var count = int.Parse(
            Assert.Single(await ListAsync(connection, "select count(*) from pg_stat_activity where datname = current_database() and application_name like 'odoograins%'")),
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(count, 2, 20);
        Assert.InRange(Storage.Postgres.PostgresLimits.ConnectionsMax, 2, 20);
    }
}
