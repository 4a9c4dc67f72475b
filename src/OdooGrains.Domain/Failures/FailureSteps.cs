namespace OdooGrains.Domain.Failures;

/// <summary>At which step of a document a failure stands, and which flow that belongs to.</summary>
public static class FailureSteps
{
    /// <summary>The document itself is at fault, and no call of it.</summary>
    public const string Document = "document";

    /// <summary>The channel, and by it the customer, is told of a delivery.</summary>
    public const string Announce = "announce";

    private static readonly string[] Fulfilment = ["deliver", "return", Announce], Money = ["invoice", "payment", "credit"];

    private static readonly string[] MoneyCodes = ["payment_", "refund_", "ledger_", "other_currency"], FulfilmentCodes = ["shipped_"];

    /// <param name="step">A step of an effect, or <see cref="Document"/>.</param>
    /// <param name="code">The hold's code, which alone tells where the document itself is at fault.</param>
    public static FailureFlow FlowOf(string step, string? code)
        => Money.Contains(step) || Begins(code, MoneyCodes) ? FailureFlow.Money
            : Fulfilment.Contains(step) || Begins(code, FulfilmentCodes) ? FailureFlow.Fulfilment
            : FailureFlow.Orders;

    private static bool Begins(string? code, string[] prefixes) => code is not null && prefixes.Any(prefix => code.StartsWith(prefix, StringComparison.Ordinal));
}
