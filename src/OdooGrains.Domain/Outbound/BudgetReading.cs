namespace OdooGrains.Domain.Outbound;

/// <summary>What an outside system said of one of its limits in an answer, such as <c>X-Shopify-Shop-Api-Call-Limit: 32/40</c>.</summary>
/// <param name="Limit">Named by the field that said it.</param>
/// <param name="Remaining">What it had left for us when it answered.</param>
/// <param name="ResetsIn">When all of it is there again, and nothing before; null where it refills steadily.</param>
public sealed record BudgetReading(CallLimit Limit, double Remaining, TimeSpan? ResetsIn = null);
