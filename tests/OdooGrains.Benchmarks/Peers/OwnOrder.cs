using OdooGrains.Domain.Documents;

namespace OdooGrains.Benchmarks.Peers;

/// <summary>A webhook of an order. <paramref name="IsWorked"/>: false where its topic is stored and not folded.</summary>
internal sealed record OwnOrder(DocumentKey Key, byte[] Request, bool IsWorked)
{
    public override string ToString() => Key.ToString();
}
