using System.Globalization;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Inventory;

/// <summary>What a channel may sell of a product: free in its warehouses, less what is reserved here, less the safety stock, its part of that; never below 0.</summary>
public static class Availability
{
    public const string NotRead = "not_read", Untracked = "untracked";

    /// <param name="position">Null where nothing is known of the product.</param>
    /// <param name="reserved">What reservations take that no reading has yet.</param>
    public static StockAnswer Of(StockPosition? position, decimal reserved, StockPolicy policy)
    {
        if (position is not { Sources.Count: > 0 })
        {
            return new StockAnswer.Unknown(NotRead, "No ERP was asked for the product yet; the next reading of the feed 'stock' does.");
        }

        if (position.Sources.All(source => source.Free is null))
        {
            return new StockAnswer.Unknown(Untracked, $"The ERP keeps no stock under the SKU '{position.Key.Sku}': none or several products have it, or it is a kit or a service. Correct the SKU there, or leave the level to the channel.");
        }

        var free = position.Sources.SelectMany(source => source.Free ?? []).Where(one => policy.Warehouses.Count == 0 || policy.Warehouses.Contains(one.Warehouse)).Sum(one => one.Free);
        var part = Math.Floor(Math.Max(0, free - reserved - policy.Safety) * policy.Percent / 100);
        return new StockAnswer.Known((int)Math.Min(part, policy.Cap), free, reserved);
    }

    /// <summary>How the level comes about, in a sentence.</summary>
    public static string Explain(StockAnswer answer, StockPolicy policy) => answer switch
    {
        StockAnswer.Known known => string.Create(
            CultureInfo.InvariantCulture,
            $"{known.Level:0.###}: {known.Free:0.###} free{(policy.Warehouses.Count == 0 ? "" : $" in {string.Join(", ", policy.Warehouses)}")}, less {known.Reserved:0.###} reserved, less {policy.Safety:0.###} kept back, of that {policy.Percent:0.###} %{(policy.Cap < StockPolicy.CapMax ? $", at most {policy.Cap}" : "")}."),
        StockAnswer.Unknown unknown => unknown.Reason,
        _ => throw new InvalidOperationException($"Answer {answer.GetType().Name} is not known."),
    };
}

/// <summary>A channel's level of a product, or why there is none.</summary>
public abstract record StockAnswer
{
    private StockAnswer()
    {
    }

    public sealed record Known(int Level, decimal Free, decimal Reserved) : StockAnswer;

    /// <param name="Code"><see cref="Availability.NotRead"/> or <see cref="Availability.Untracked"/>.</param>
    public sealed record Unknown(string Code, string Reason) : StockAnswer;
}
