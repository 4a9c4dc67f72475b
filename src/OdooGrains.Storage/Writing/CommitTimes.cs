namespace OdooGrains.Storage.Writing;

/// <summary>How long the commits of the last moments took: the last <see cref="Kept"/> of them, none older than <see cref="Over"/>.</summary>
public sealed class CommitTimes(TimeProvider time)
{
    /// <summary>Commits that are remembered, at most. 256.</summary>
    public const int Kept = 256;

    /// <summary>For how long they are. 30 s.</summary>
    public static readonly TimeSpan Over = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Queue<(long At, TimeSpan Took)> _commits = new(Kept);

    /// <summary>The median; zero where there was no commit.</summary>
    public TimeSpan Median
    {
        get
        {
            lock (_gate)
            {
                Forget();
                return _commits.Select(commit => commit.Took).Order().Skip(_commits.Count / 2).FirstOrDefault();
            }
        }
    }

    public void Add(TimeSpan took)
    {
        lock (_gate)
        {
            if (_commits.Count == Kept)
            {
                _commits.Dequeue();
            }

            _commits.Enqueue((time.GetTimestamp(), took));
        }
    }

    private void Forget()
    {
        while (_commits.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Over)
        {
            _commits.Dequeue();
        }
    }
}
