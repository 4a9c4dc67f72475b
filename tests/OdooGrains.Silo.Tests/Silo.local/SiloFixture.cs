namespace OdooGrains.Silo.Tests;

/// <summary>The embedded silo on the thread pool, strict, so that the contract sees what would cross between processes.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    private readonly LocalSilo.LocalSilo _silo = TestSilo.Create(options =>
    {
        options.Strict = true;
        options.ResponseTimeout = TimeSpan.FromSeconds(3);
        options.MinimumReminderPeriod = ReminderPeriodMin;
    });

    public static TimeSpan ReminderPeriodMin { get; } = TimeSpan.FromMilliseconds(100);

    public IGrainFactory Grains => _silo;

    public Task InitializeAsync() => _silo.StartAsync();

    public async Task DisposeAsync() => await _silo.DisposeAsync();
}
