using OdooGrains.Domain.Effects;

namespace OdooGrains.Storage.Formats;

/// <summary>What an effect holds beside the columns that queries and compare-and-set need.</summary>
internal sealed record EffectDetail
{
    public required EffectRequest Request { get; init; }
    public EffectResult? Result { get; init; }
    public Failure? LastFailure { get; init; }
    public DateTimeOffset? DoubtfulSince { get; init; }
    public string? TraceParent { get; init; }

    public static EffectDetail Of(Effect effect) => new()
    {
        Request = effect.Request,
        Result = effect.Result,
        LastFailure = effect.LastFailure,
        DoubtfulSince = effect.DoubtfulSince,
        TraceParent = effect.TraceParent,
    };
}
