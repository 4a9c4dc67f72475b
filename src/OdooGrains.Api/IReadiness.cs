namespace OdooGrains.Api;

/// <summary>Whether this process can do its work, for <c>/healthz/ready</c>; the host knows.</summary>
public interface IReadiness
{
    /// <summary>Null when it can, else a sentence why not: the store cannot commit, or the sweep is stuck.</summary>
    ValueTask<string?> ProblemAsync(CancellationToken cancellation);
}
