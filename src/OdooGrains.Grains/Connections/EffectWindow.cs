using OdooGrains.Domain.Effects;

namespace OdooGrains.Grains.Connections;

/// <summary>
/// The open effects of a connection that its owner keeps in memory: bounded, by lane, then due time. Effects of one hot key leave one at
/// a time. What does not fit stays in the store.
/// </summary>
public sealed class EffectWindow(int capacity)
{
    private readonly SortedSet<Effect> _waiting = new(ByUrgency.Instance);
    private readonly Dictionary<EffectKey, Effect> _byKey = [];
    private readonly Dictionary<EffectKey, (string HotKey, DateTimeOffset Since)> _inFlight = [];
    private readonly Dictionary<EffectKey, Effect> _afterFlight = [];
    private readonly HashSet<string> _hot = new(StringComparer.Ordinal);

    public int Waiting => _waiting.Count;

    public int InFlight => _inFlight.Count;

    /// <summary>
    /// False when it does not fit. What is known as new or newer changes nothing. The order hints an effect's next state before its call
    /// counts as finished here: that hint waits for the call to finish.
    /// </summary>
    public bool Offer(Effect effect)
    {
        if (_inFlight.ContainsKey(effect.Key))
        {
            _afterFlight[effect.Key] = effect;
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
        else if (_byKey.Count >= capacity)
        {
            return false;
        }

        _byKey.Add(effect.Key, effect);
        _waiting.Add(effect);
        return true;
    }

    /// <summary>Takes the most urgent effect that is due, allowed and whose hot key is free; null when there is none.</summary>
    public Effect? Take(DateTimeOffset now, Func<Effect, bool> isAllowed)
    {
        foreach (var effect in _waiting)
        {
            if (effect.DueAt <= now && !_hot.Contains(effect.HotKey) && isAllowed(effect))
            {
                Forget(effect);
                _inFlight.Add(effect.Key, (effect.HotKey, now));
                _hot.Add(effect.HotKey);
                return effect;
            }
        }

        return null;
    }

    /// <summary>The call or look-up is over.</summary>
    public void Finish(EffectKey key)
    {
        if (_inFlight.Remove(key, out var call))
        {
            _hot.Remove(call.HotKey);
        }

        if (_afterFlight.Remove(key, out var next))
        {
            Offer(next);
        }
    }

    /// <summary>
    /// Forgets calls that were taken before an instant: the word that they are over was lost, and would hold their place and their hot key for ever.
    /// </summary>
    public void FinishLost(DateTimeOffset takenBefore)
    {
        foreach (var lost in _inFlight.Where(call => call.Value.Since < takenBefore).Select(call => call.Key).ToList())
        {
            Finish(lost);
        }
    }

    /// <summary>When the next effect that is not due yet will be; null when none waits for its time.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now)
        => _waiting.Where(effect => effect.DueAt > now).Select(effect => (DateTimeOffset?)effect.DueAt).Min();

    private void Forget(Effect effect)
    {
        _byKey.Remove(effect.Key);
        _waiting.Remove(effect);
    }

    private sealed class ByUrgency : IComparer<Effect>
    {
        public static readonly ByUrgency Instance = new();

        public int Compare(Effect? x, Effect? y)
        {
            var byLane = x!.Lane.CompareTo(y!.Lane);
            var byDue = byLane != 0 ? byLane : x.DueAt.CompareTo(y.DueAt);
            var byPlanned = byDue != 0 ? byDue : x.PlannedAt.CompareTo(y.PlannedAt);
            var byDocument = byPlanned != 0 ? byPlanned : string.CompareOrdinal(x.ExternalKey, y.ExternalKey);
            var byChannel = byDocument != 0 ? byDocument : string.CompareOrdinal(x.Key.Document.ToString(), y.Key.Document.ToString());
            var byStep = byChannel != 0 ? byChannel : string.CompareOrdinal(x.Key.Step, y.Key.Step);
            return byStep != 0 ? byStep : x.Key.Revision.CompareTo(y.Key.Revision);
        }
    }
}
