using System.Diagnostics;

namespace OdooGrains.Silo.Tests.Probes;

/// <summary>Waits for a condition, up to a deadline that only a broken silo misses.</summary>
public static class Until
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(begin) < Deadline, $"Not true within {Deadline}.");
            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));
}
