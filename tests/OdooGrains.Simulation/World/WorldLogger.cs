using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OdooGrains.Simulation;

/// <summary>The product's own log lines among the world's, in replays.</summary>
internal sealed class WorldLogger(EventLog log) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => NullLogger.Instance.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => log.Add($"  {logLevel}: {formatter(state, exception)} {exception}");
}

/// <inheritdoc cref="WorldLogger"/>
internal sealed class WorldLoggerFactory(EventLog log) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The world's log is the only one.");

    public ILogger CreateLogger(string categoryName) => new WorldLogger(log);

    public void Dispose()
    {
    }
}
