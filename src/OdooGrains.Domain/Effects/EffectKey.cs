using OdooGrains.Domain.Documents;

namespace OdooGrains.Domain.Effects;

/// <summary>The identity of an effect: what it is for (document and step) and which state of the document it carries (revision, from 1).</summary>
public readonly record struct EffectKey(DocumentKey Document, string Step, int Revision)
{
    public override string ToString() => $"{Document}/{Step}/{Revision}";
}
