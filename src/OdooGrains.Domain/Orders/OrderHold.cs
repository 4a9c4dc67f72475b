using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Orders;

/// <summary>Why an order waits for its cause to go away or for a person.</summary>
/// <param name="Code">A stable word for programs, such as <c>unknown_sku</c>.</param>
/// <param name="Reason">A sentence for people: value and remedy.</param>
/// <param name="Differences">Field by field, where the hold is about a difference.</param>
public sealed record OrderHold(FailureClass Class, string Code, string Reason, string Owner, DateTimeOffset Since, DateTimeOffset Deadline, IReadOnlyList<Difference> Differences)
{
    /// <summary>The hold's code where a confirmed order was changed by the channel.</summary>
    public const string ChangedAfterConfirmation = "changed_after_confirmation";

    /// <summary>The hold's code where the ERP computes another total than the channel.</summary>
    public const string TotalDiffers = "total_differs";

    /// <summary>The hold's code where the order is not fit to be booked.</summary>
    public const string Invalid = "invalid_order";
}

/// <summary>One field that differs: what the ERP was given, and what the channel says now.</summary>
public sealed record Difference(string Field, string? Booked, string? Now);
