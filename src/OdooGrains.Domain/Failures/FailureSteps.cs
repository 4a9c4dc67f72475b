using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Failures;

/// <summary>At which step of a document a failure stands, and which flow that belongs to.</summary>
public static class FailureSteps
{
    /// <summary>The document itself is at fault, and no call of it.</summary>
    public const string Document = "document";

    private static readonly string[] Fulfilment = [OrderSteps.Deliver, OrderSteps.Return, OrderSteps.Announce], Money = [OrderSteps.Invoice, OrderSteps.Payment, OrderSteps.Credit];

    // Of OrderHold's codes.
    private static readonly string[] MoneyCodes = ["payment_", "refund_", OrderHold.LedgerBreach, OrderHold.OtherCurrency], FulfilmentCodes = [OrderHold.ShippedBeforeCancel];

    /// <param name="step">A step of an effect, or <see cref="Document"/>.</param>
    /// <param name="code">The hold's code, which alone tells where the document itself is at fault.</param>
    public static FailureFlow FlowOf(string step, string? code) => step == Document
        ? Begins(code, MoneyCodes) ? FailureFlow.Money : Begins(code, FulfilmentCodes) ? FailureFlow.Fulfilment : FailureFlow.Orders
        : Money.Contains(step) ? FailureFlow.Money : Fulfilment.Contains(step) ? FailureFlow.Fulfilment : FailureFlow.Orders;

    private static bool Begins(string? code, string[] prefixes) => code is not null && prefixes.Any(prefix => code.StartsWith(prefix, StringComparison.Ordinal));
}
