namespace OdooGrains.Domain.Tests.Model;

/// <summary>
/// The decisions of one generated run, so that FsCheck can shrink it. When they are used up every decision is 0, which everywhere means
/// that things go well.
/// </summary>
internal sealed class Choices(int[] values)
{
    private int _taken;

    public bool AreLeft => _taken < values.Length;

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Next(int count) => AreLeft ? (int)((uint)values[_taken++] % (uint)count) : 0;

    public T Of<T>(params ReadOnlySpan<T> options) => options[Next(options.Length)];
}
