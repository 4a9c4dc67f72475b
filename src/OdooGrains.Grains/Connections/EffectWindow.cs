using OdooGrains.Domain.Effects;

namespace OdooGrains.Grains.Connections;

/// <summary>
/// The open effects of a connection that its owner keeps in memory, by urgency: what may be done already before what is planned, since its
/// document waits for it, then by lane and due time. Effects of one hot key leave one at a time. It is bounded, for either kind by itself, so
/// that planned effects that must wait (a pause) leave room for look-ups; the least urgent of what does not fit stays in the store.
/// </summary>
/// <param name="capacity">Planned effects at most, and as many again that were sent or are in doubt.</param>
public sealed class EffectWindow(int capacity)
{
    private readonly SortedSet<Effect> _waiting = new(ByUrgency.Instance);
    private readonly Dictionary<EffectKey, Effect> _byKey = [];
    private readonly Dictionary<EffectKey, Effect> _inFlight = [];
    private readonly Dictionary<EffectKey, Effect> _news = [];
    private readonly HashSet<string> _hot = new(StringComparer.Ordinal);

    public int Waiting => _waiting.Count;

    public int InFlight => _inFlight.Count;

    /// <summary>False when one, this or a less urgent one, must stay in the store. One that is known as new or newer changes nothing.</summary>
    public bool Offer(Effect effect, DateTimeOffset now)
    {
        if (_inFlight.TryGetValue(effect.Key, out var called))
        {
            Hear(effect, called);
            return true;
        }

        if (_byKey.TryGetValue(effect.Key, out var known))
        {
            if (known.Version >= effect.Version)
            {
                return true;
            }

            Forget(known);
        }

        Add(effect);
        var kind = _waiting.Where(other => IsPlanned(other) == IsPlanned(effect)).ToList();
        if (kind.Count <= capacity)
        {
            return true;
        }

        // What is not due yet goes first, the latest first: the store gives it back in time.
        Forget(kind.Where(other => other.DueAt > now).MaxBy(other => other.DueAt) ?? kind[^1]);
        return false;
    }

    /// <summary>Takes the most urgent effect that is due, allowed and whose hot key is free; null when there is none.</summary>
    public Effect? Take(DateTimeOffset now, Func<Effect, bool> isAllowed)
    {
        foreach (var effect in _waiting)
        {
            if (effect.DueAt <= now && !_hot.Contains(effect.HotKey) && isAllowed(effect))
            {
                Forget(effect);
                _inFlight.Add(effect.Key, effect);
                _hot.Add(effect.HotKey);
                return effect;
            }
        }

        return null;
    }

    /// <summary>The call or look-up is over. Gives the newer state of the effect that was heard of meanwhile, to be offered; null when none was.</summary>
    public Effect? Finish(EffectKey key)
    {
        if (_inFlight.Remove(key, out var called))
        {
            _hot.Remove(called.HotKey);
        }

        return _news.Remove(key, out var news) ? news : null;
    }

    /// <summary>How many effects wait although they are due.</summary>
    public int Due(DateTimeOffset now) => _waiting.Count(effect => effect.DueAt <= now);

    /// <summary>When the next effect that is not due yet will be; null when none waits for its time.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now)
        => _waiting.Where(effect => effect.DueAt > now).Select(effect => (DateTimeOffset?)effect.DueAt).Min();

    // The outcome is stored, and hinted, before the call counts as over. That it is sent is the call's own mark and no news.
    private void Hear(Effect effect, Effect called)
    {
        var newest = _news.GetValueOrDefault(effect.Key, called);
        if (effect.Version > newest.Version && effect.Status is not EffectStatus.Sent)
        {
            _news[effect.Key] = effect;
        }
    }

    private void Add(Effect effect)
    {
        _byKey.Add(effect.Key, effect);
        _waiting.Add(effect);
    }

    private void Forget(Effect effect)
    {
        _byKey.Remove(effect.Key);
        _waiting.Remove(effect);
    }

    private static bool IsPlanned(Effect effect) => effect.Status is EffectStatus.Planned;

    private sealed class ByUrgency : IComparer<Effect>
    {
        public static readonly ByUrgency Instance = new();

        public int Compare(Effect? x, Effect? y)
        {
            var byKind = IsPlanned(x!).CompareTo(IsPlanned(y!));
            var byLane = byKind != 0 ? byKind : x!.Lane.CompareTo(y!.Lane);
            var byDue = byLane != 0 ? byLane : x!.DueAt.CompareTo(y!.DueAt);
            var byPlanned = byDue != 0 ? byDue : x!.PlannedAt.CompareTo(y!.PlannedAt);
            return byPlanned != 0 ? byPlanned : ByKey(x!.Key, y!.Key);
        }

        private static int ByKey(EffectKey x, EffectKey y)
        {
            var byDocument = string.CompareOrdinal(x.Document.ToString(), y.Document.ToString());
            var byStep = byDocument != 0 ? byDocument : string.CompareOrdinal(x.Step, y.Step);
            return byStep != 0 ? byStep : x.Revision.CompareTo(y.Revision);
        }
    }
}
