using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Simulation;

/// <summary>
/// Planted bug (f): the call leaves while its sent mark is still on the way to the store. A crash in between leaves an effect that says "planned"
/// and a call that takes effect; an effect is called although its mark was refused.
/// </summary>
internal sealed class CallBeforeMark : Composition
{
    public override IEffectStore Effects(IEffectStore real, IDocumentStore documents, World world) => new Early(real);

    private sealed class Early(IEffectStore real) : EffectsDecorator(real)
    {
        public override Task<MarkOutcome> MarkSentAsync(Effect marked, CancellationToken cancellation)
        {
            _ = Real.MarkSentAsync(marked, cancellation);
            return Task.FromResult<MarkOutcome>(new MarkOutcome.Marked(marked with { Version = marked.Version + 1 }));
        }
    }
}
