using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OdooGrains.Simulation;

/// <summary>The product's own log lines: what its breakers do is counted, and in replays all of them stand among the world's.</summary>
internal sealed class WorldLogger(World world) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => NullLogger.Instance.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => world.Log.IsOn ? logLevel >= LogLevel.Information : logLevel == LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        switch (eventId.Name)
        {
            case "LogBreakerOpened":
                world.Tally.Hit(Seen.BreakerOpened);
                break;
            case "LogBreakerClosed":
                world.Tally.Hit(Seen.BreakerClosed);
                break;
        }

        if (world.Log.IsOn)
        {
            world.Log.Add($"  {logLevel}: {formatter(state, exception)} {exception}");
        }
    }
}

/// <inheritdoc cref="WorldLogger"/>
internal sealed class WorldLoggerFactory(World world) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The world's log is the only one.");

    public ILogger CreateLogger(string categoryName) => new WorldLogger(world);

    public void Dispose()
    {
    }
}
