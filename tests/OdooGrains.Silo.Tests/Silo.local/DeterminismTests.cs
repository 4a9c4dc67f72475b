using System.Diagnostics;
using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_same_seed_gives_the_same_trace_in_two_other_processes(int seed)
    {
        var here = SimulatedDay.Run(seed);

        // Each process hashes strings with its own secret, so an order taken from a dictionary would show.
        var there = await Task.WhenAll(RunElsewhereAsync(seed), RunElsewhereAsync(seed));

        Assert.Equal([here, here], there);
    }

    [Fact]
    public void Different_seeds_give_different_traces() =>
        Assert.Equal(20, Enumerable.Range(0, 20).Select(SimulatedDay.Run).Distinct().Count());

    [Fact]
    public void Leaving_the_thread_ends_the_run_with_the_name_of_who_left()
    {
        var time = new VirtualTime();
        var dispatcher = new SeededDispatcher(1, time);
        using var left = new ManualResetEventSlim();

        var error = Assert.Throws<InvalidOperationException>(() => dispatcher.Run(async () =>
        {
            var elsewhere = Task.Run(left.Wait);
            // The simulation goes on until the other thread has woken it.
            time.CreateTimer(_ => left.Set(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            var awaited = AwaitAsync(elsewhere);
            while (!awaited.IsCompleted) await Task.Delay(TimeSpan.FromSeconds(1), time);
        }));

        Assert.Contains("driver/1 was woken from another thread", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_for_nothing_is_a_stall_and_says_so()
    {
        var dispatcher = new SeededDispatcher(1, new VirtualTime());

        var error = Assert.Throws<InvalidOperationException>(() => dispatcher.Run(() => new TaskCompletionSource().Task));

        Assert.StartsWith("Stalled", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Turns_without_end_are_ended()
    {
        var dispatcher = new SeededDispatcher(1, new VirtualTime()) { TurnsMax = 100 };

        var error = Assert.Throws<InvalidOperationException>(() => dispatcher.Run(async () =>
        {
            for (var turn = 0; turn < 1000; turn++) await Task.Yield();
        }));

        Assert.StartsWith("More than 100 turns", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_moves_only_when_nothing_can_run()
    {
        var time = new VirtualTime();
        var dispatcher = new SeededDispatcher(1, time);
        var silo = TestSilo.Simulated(dispatcher, time);

        var passed = dispatcher.Run(async () =>
        {
            var begin = time.GetUtcNow();
            for (var call = 0; call < 100; call++) await silo.GetGrain<ITurnProbe>($"{call}").IncrementAsync();
            var afterCalls = time.GetUtcNow() - begin;
            await Task.Delay(TimeSpan.FromHours(1), time);
            return (afterCalls, time.GetUtcNow() - begin);
        });

        Assert.Equal((TimeSpan.Zero, TimeSpan.FromHours(1)), passed);
    }

    private static async Task AwaitAsync(Task task) => await task;

    private static async Task<string> RunElsewhereAsync(int seed)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(SimulatedDay).Assembly.Location, $"{seed}" },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.TrimEnd();
    }
}
