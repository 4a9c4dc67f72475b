using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors;

/// <summary>What a connector is and can do, as the REST front shows it.</summary>
public sealed record ConnectorManifest
{
    /// <summary>The word in <c>"kind"</c>, such as <c>odoo</c>.</summary>
    public required string Kind { get; init; }

    public required string Title { get; init; }
    public required IReadOnlyList<SettingManifest> Settings { get; init; }
    public required IReadOnlyList<SecretManifest> Secrets { get; init; }
    public IReadOnlyList<OperationManifest> Operations { get; init; } = [];

    /// <summary>Topics to subscribe in the outside system, and what the connector does with each.</summary>
    public IReadOnlyList<TopicManifest> Topics { get; init; } = [];
}

/// <param name="Type">string, url, number, boolean, duration (seconds), object, connection (one that orders are booked in) or channel (one that orders come from).</param>
/// <param name="Default">As text; null where it has none, or where <c>/test</c> finds it.</param>
public sealed record SettingManifest(string Name, string Type, bool Required, string Description, string? Default = null);

public sealed record SecretManifest(string Name, bool Required, string Description);

public sealed record TopicManifest(string Topic, string Use);

/// <summary>One operation of the outbound side.</summary>
public sealed record OperationManifest
{
    /// <summary>Such as <c>order.book</c>.</summary>
    public required string Name { get; init; }

    public required Lane Lane { get; init; }
    public required Grade Grade { get; init; }

    /// <summary>How it is looked up when in doubt, in a sentence.</summary>
    public required string LookUp { get; init; }

    /// <summary>The most requests that one call of fresh effects makes, however many it carries; what it costs of the connection's budget.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>The same of a call with an effect that is not fresh (<see cref="Effect.IsFresh"/>): the target is read first. Default <see cref="Cost"/>.</summary>
    public int RepeatCost { get => field > 0 ? field : Cost; init; }

    /// <summary>The same of a look-up. Default <see cref="Cost"/>.</summary>
    public int LookUpCost { get => field > 0 ? field : Cost; init; }

    /// <summary>What a call costs in the points of a vendor that counts those. Default 0.</summary>
    public double Points { get; init; }

    /// <summary>When a call without an answer is in doubt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How long after the mark a lost call may still take effect.</summary>
    public TimeSpan SettleDelay { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>How many effects one call can carry. 1 = no batch form.</summary>
    public int BatchMax { get; init; } = 1;
}
