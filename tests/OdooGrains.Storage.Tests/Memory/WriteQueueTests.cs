using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Writing;

namespace OdooGrains.Storage.Tests.Memory;

/// <summary>How writers share what waits.</summary>
public sealed class WriteQueueTests
{
    private static readonly TenantId Acme = new("acme");

    [Fact]
    public async Task A_small_load_gathers_for_the_writer_that_is_under_way()
    {
        using var queue = new WriteQueue<Write>(writers: 2);
        Task<List<Write>> one = queue.TakeAsync(), other = queue.TakeAsync();
        queue.Add(new());
        var waiting = await Task.WhenAny(one, other) == one ? other : one;

        Add(queue, WriteLimits.FurtherWriterFrom - 1);
        var next = queue.TakeAsync();

        // Whichever of the two was woken took all of it, and none was woken before.
        Assert.Equal(WriteLimits.FurtherWriterFrom - 1, (await await Task.WhenAny(next, waiting)).Count);
        queue.Close();
        await Task.WhenAll(next, waiting);
    }

    [Fact]
    public async Task A_further_writer_begins_where_enough_waits()
    {
        using var queue = new WriteQueue<Write>(writers: 2);
        Task<List<Write>> one = queue.TakeAsync(), other = queue.TakeAsync();
        queue.Add(new());
        var underWay = await Task.WhenAny(one, other);

        Add(queue, WriteLimits.FurtherWriterFrom);

        Assert.Equal(WriteLimits.FurtherWriterFrom, (await (underWay == one ? other : one)).Count);
    }

    [Fact]
    public async Task What_came_before_the_writers_is_taken()
    {
        using var queue = new WriteQueue<Write>(writers: 2);
        Add(queue, 2);

        Assert.Equal(2, (await queue.TakeAsync()).Count);
    }

    private static void Add(WriteQueue<Write> queue, int count)
    {
        for (var added = 0; added < count; added++)
        {
            queue.Add(new());
        }
    }

    private sealed class Write() : PendingWrite<bool>(Acme, CancellationToken.None);
}
