using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Simulation;

/// <summary>
/// Planted bug (c): a mark is made under any epoch and over any version, as <c>update … set status = 'sent' where key = …</c> would. Two owners
/// of one connection, or one and the ghost of its predecessor, then make the same call at the same time.
/// </summary>
internal sealed class EpochNotCompared : Composition
{
    public override IEffectStore Effects(IEffectStore real, IDocumentStore documents, World world) => new Unfenced(real, documents);

    private sealed class Unfenced(IEffectStore real, IDocumentStore documents) : EffectsDecorator(real)
    {
        public override async Task<MarkOutcome> MarkSentAsync(Effect marked, CancellationToken cancellation)
        {
            while (true)
            {
                var stored = (await documents.LoadAsync(marked.Key.Document, cancellation))?.Effects.FirstOrDefault(effect => effect.Key == marked.Key);
                var epoch = await Real.CurrentEpochAsync(new(marked.Key.Document.Tenant, marked.Connection), cancellation);
                var forced = marked with { Version = stored!.Version, Attempts = stored.Attempts + 1, Epoch = epoch };
                if (await Real.MarkSentAsync(forced, cancellation) is var outcome and not MarkOutcome.Changed)
                {
                    return outcome;
                }
            }
        }
    }
}
