using OdooGrains.Domain.Effects;

namespace OdooGrains.Storage.Documents;

/// <summary>What every store asks of a commit before it takes it: mistakes of the caller, not outcomes.</summary>
public static class DocumentCommits
{
    public static void Check(DocumentCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        ArgumentOutOfRangeException.ThrowIfNegative(commit.ExpectedVersion, nameof(commit));
        foreach (var effect in commit.Effects)
        {
            if (effect.Key.Document != commit.Head.Key)
            {
                throw new ArgumentException($"Effect {effect.Key} is not of document {commit.Head.Key}; commit it with its own document.", nameof(commit));
            }
        }
    }

    /// <summary>A mark is an effect that says sent, as <see cref="EffectMachine.Mark"/> made it.</summary>
    public static void CheckMark(Effect marked)
    {
        ArgumentNullException.ThrowIfNull(marked);
        if (marked is not { Status: EffectStatus.Sent, SentAt: not null, Version: > 0 })
        {
            throw new ArgumentException($"Effect {marked.Key} is {marked.Status} at version {marked.Version}; a mark is a stored effect as EffectMachine.Mark made it.", nameof(marked));
        }
    }
}
