using System.Collections.Concurrent;

namespace OdooGrains.Silo.Tests.Probes;

[Alias("probe.IReminderProbe")]
public interface IReminderProbe : IGrainWithStringKey
{
    [Alias("Start")]
    Task StartAsync(string name, TimeSpan due, TimeSpan period);

    /// <summary>False where there is no such reminder.</summary>
    [Alias("Stop")]
    Task<bool> StopAsync(string name);

    [Alias("Names")]
    Task<string> NamesAsync();
}

public sealed class ReminderProbeGrain : Grain, IReminderProbe, IRemindable
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<TickStatus>> Seen = new();

    /// <summary>The ticks so far, of all activations.</summary>
    public static IReadOnlyList<TickStatus> Ticks(string key, string name) => [.. Seen.GetOrAdd($"{key}/{name}", _ => new())];

    public Task StartAsync(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<bool> StopAsync(string name)
    {
        if (await this.GetReminder(name) is not { } reminder) return false;

        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task<string> NamesAsync() =>
        string.Join(",", (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order(StringComparer.Ordinal));

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Seen.GetOrAdd($"{this.GetPrimaryKeyString()}/{reminderName}", _ => new()).Enqueue(status);
        return Task.CompletedTask;
    }
}
