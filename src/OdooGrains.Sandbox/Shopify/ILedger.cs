using System.Text.Json;

namespace OdooGrains.Sandbox.Shopify;

/// <summary>The sender's own books. They must not live in the process that is tested.</summary>
public interface ILedger
{
    /// <summary>Writes a line; it is durable when the task completes.</summary>
    ValueTask AppendAsync(LedgerLine line, CancellationToken cancellationToken);
}

/// <summary>A ledger in memory, for tests and simulations.</summary>
public sealed class MemoryLedger : ILedger
{
    private readonly Lock _gate = new();
    private readonly List<LedgerLine> _lines = [];

    public IReadOnlyList<LedgerLine> Lines
    {
        get { lock (_gate) { return [.. _lines]; } }
    }

    public ValueTask AppendAsync(LedgerLine line, CancellationToken cancellationToken)
    {
        lock (_gate) { _lines.Add(line); }
        return ValueTask.CompletedTask;
    }
}

/// <summary>
/// An append-only file of JSON lines. A <c>sent</c> line is on disk (fsync) before its request leaves, so that a killed sender never
/// forgets what it may have said; an outcome is appended after.
/// </summary>
public sealed class FileLedger : ILedger, IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly FileStream _file;

    public FileLedger(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);

    public async ValueTask AppendAsync(LedgerLine line, CancellationToken cancellationToken)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, LedgerJson.Default.LedgerLine), (byte)'\n'];
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _file.WriteAsync(bytes, CancellationToken.None);
            if (line.Phase == "sent") { _file.Flush(flushToDisk: true); }
            else { await _file.FlushAsync(CancellationToken.None); }
        }
        finally { _turn.Release(); }
    }

    /// <summary>Reads a ledger; a last line that was cut off by a kill is left out.</summary>
    public static async Task<IReadOnlyList<LedgerLine>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        List<LedgerLine> lines = [];
        await foreach (var text in File.ReadLinesAsync(path, cancellationToken))
        {
            try { lines.Add(JsonSerializer.Deserialize(text, LedgerJson.Default.LedgerLine)!); }
            catch (JsonException) { break; }
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _turn.Dispose();
    }
}
