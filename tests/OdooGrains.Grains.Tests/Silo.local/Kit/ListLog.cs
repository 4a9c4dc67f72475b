using Microsoft.Extensions.Logging;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>Keeps log lines with the values that they name.</summary>
internal sealed class ListLog : ILoggerProvider
{
    public List<LogLine> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ListLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            log.Lines.Add(new(logLevel, category, formatter(state, exception), [.. values.Select(value => value.Key)]));
        }
    }
}

internal sealed record LogLine(LogLevel Level, string Category, string Text, IReadOnlyList<string> Names);
