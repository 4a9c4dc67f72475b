using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Policies;
using OdooGrains.Storage;

namespace OdooGrains.TestKit.Memory;

/// <summary>The CHECK constraints of the real stores that code can break.</summary>
internal static class MemoryChecks
{
    public static void Check(DocumentHead head)
    {
        Refuse(head.Status.Length is 0 or > 40 || !head.Status.All(c => c is (>= 'a' and <= 'z') or '_'), "document status");
        Refuse((head.Deadline is null) != (head.Owner is null), "document deadline and owner");
        Refuse(head.NextActionAt is not null && head.Deadline is null, "document next action without deadline");
        Refuse(head.Owner is not null && !Owners.IsName(head.Owner), "document owner");
    }

    public static void Check(Effect effect)
    {
        Refuse(effect.Key.Revision < 1 || effect.Attempts < 0 || effect.Failures < 0 || effect.Epoch < 0, "effect numbers");
        Refuse(effect.Status is EffectStatus.Sent or EffectStatus.InDoubt && (effect.SentAt is null || effect.Attempts < 1), "effect sent without mark");
        Refuse(effect.Status is EffectStatus.Confirmed or EffectStatus.Held or EffectStatus.Dead or EffectStatus.Withdrawn && effect.SettledAt is null, "effect settled without time");
    }

    public static void Check(InboundEvent @event)
    {
        Refuse(@event.BodyHash.Length != 32, "inbox body hash");
        Refuse(@event.Status is EventStatus.Open && @event.DocumentId is null, "inbox open without document");
        Refuse(@event.Status is EventStatus.Work && (@event.Owner is null || @event.Deadline is null), "inbox work without owner and deadline");
    }

    private static void Refuse(bool isBroken, string what)
    {
        if (isBroken)
        {
            throw new StoreRefusedException($"The store refused the values: {what}.");
        }
    }
}
