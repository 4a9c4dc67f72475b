using System.Text.Json;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>What came of one call of the REST API.</summary>
internal abstract record WooReply
{
    private WooReply()
    {
    }

    public sealed record Value(JsonElement Json) : WooReply;

    /// <summary>Surely not done.</summary>
    public sealed record Refused(Failure Why) : WooReply;

    /// <summary>No answer, or none of WooCommerce's: a write may have been done.</summary>
    public sealed record Unclear(string Reason) : WooReply;

    /// <summary>Of a read that brought nothing.</summary>
    public Failure Failure => this switch
    {
        Refused refused => refused.Why,
        Unclear unclear => new(FailureClass.Transient, "no_answer", unclear.Reason),
        _ => throw new InvalidOperationException("A value is no failure."),
    };

    /// <summary>Of a write that did not surely succeed.</summary>
    public EffectOutcome Outcome => this is Unclear unclear ? new EffectOutcome.InDoubt(unclear.Reason) : new EffectOutcome.Failed(Failure);
}
