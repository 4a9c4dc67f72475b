using System.Runtime.CompilerServices;

namespace OdooGrains.Simulation;

/// <summary>What happened in a world, with virtual times. Off but for replays: then a line costs nothing, not even its text.</summary>
internal sealed class EventLog(TimeProvider time, bool isOn)
{
    private readonly DateTimeOffset _start = time.GetUtcNow();

    public List<string> Lines { get; } = [];

    public bool IsOn { get; } = isOn;

    public void Add([InterpolatedStringHandlerArgument("")] Line line)
    {
        if (IsOn)
        {
            Lines.Add($"{(time.GetUtcNow() - _start).TotalSeconds,10:0.000}  {line.Text}");
        }
    }

    /// <summary>Builds its text only where the log is on.</summary>
    [InterpolatedStringHandler]
    public ref struct Line
    {
        private DefaultInterpolatedStringHandler _text;
        private readonly bool _isOn;

        public Line(int literalLength, int formattedCount, EventLog log, out bool isOn)
        {
            isOn = _isOn = log.IsOn;
            _text = isOn ? new(literalLength, formattedCount) : default;
        }

        public string Text => _isOn ? _text.ToStringAndClear() : "";

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);
    }
}
