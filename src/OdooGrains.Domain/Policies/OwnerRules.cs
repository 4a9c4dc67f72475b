using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;

namespace OdooGrains.Domain.Policies;

/// <summary>Whom policy names as the owner of failures: by class and flow, else by class.</summary>
public sealed record OwnerRules
{
    /// <summary>The classes that hold an order.</summary>
    private static readonly FailureClass[] Classes = [FailureClass.Business, FailureClass.Schema, FailureClass.Poison];

    private static readonly FailureFlow?[] Flows = [null, .. Enum.GetValues<FailureFlow>()];

    public static OwnerRules None { get; } = new();

    /// <summary>All that a rule can be about; a flow that is null stands for all flows.</summary>
    public static IReadOnlyList<(FailureClass Class, FailureFlow? Flow)> All { get; } = [.. Classes.SelectMany(failure => Flows.Select(flow => (failure, flow)))];

    /// <summary>What policy names, by the names of its settings.</summary>
    public IReadOnlyDictionary<string, string> Named { get; init; } = new Dictionary<string, string>();

    /// <summary>The name of a rule's setting, such as <c>owner.business.money</c>.</summary>
    public static string SettingOf(FailureClass failure, FailureFlow? flow)
        => $"owner.{failure.ToString().ToLowerInvariant()}{(flow is null ? "" : $".{flow.ToString()!.ToLowerInvariant()}")}";

    /// <summary>Null where policy names nobody.</summary>
    public string? Of(FailureClass failure, FailureFlow flow)
        => Named.GetValueOrDefault(SettingOf(failure, flow)) ?? Named.GetValueOrDefault(SettingOf(failure, null));
}
