using System.Text.Json;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Orders;

/// <summary>Reads orders as they were stored: the state as JSON, the version and the effects as rows of their own.</summary>
public static class OrderStates
{
    /// <param name="state">UTF-8 JSON, as <see cref="DomainJson"/> writes it.</param>
    /// <param name="version">The version of the row.</param>
    /// <param name="effects">Its effects, oldest first.</param>
    public static OrderState Read(ReadOnlySpan<byte> state, long version, IReadOnlyList<Effect> effects)
    {
        var read = JsonSerializer.Deserialize(state, DomainJson.Default.OrderState) ?? throw new InvalidOperationException("The stored state of an order is null.");
        return read with { Version = version, Effects = effects };
    }
}
