using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Grains.Connections;

/// <summary>
/// The open effects of a connection that its owner keeps in memory: what may be done already, since its document waits for it, and a queue a lane of
/// what is planned, each by due time. Effects of one hot key leave one at a time. Every queue is bounded by itself, so that a backlog of one
/// lane leaves room for the others; the latest of what does not fit stays in the store.
/// </summary>
public sealed class EffectWindow
{
    private readonly SortedSet<Effect> _unsettled = new(ByDue.Instance);
    private readonly SortedSet<Effect>[] _lanes = [.. LaneTurns.Lanes.Select(_ => new SortedSet<Effect>(ByDue.Instance))];
    private readonly Dictionary<EffectKey, Effect> _byKey = [];
    private readonly Dictionary<EffectKey, Effect> _inFlight = [];
    private readonly Dictionary<EffectKey, Effect> _news = [];
    private readonly HashSet<string> _hot = new(StringComparer.Ordinal);

    // Queues of which more may be due in the store: at first nobody knows.
    private readonly HashSet<SortedSet<Effect>> _short = [];

    private readonly int _capacity;

    /// <param name="capacity">Effects of a lane at most, and as many that were sent or are in doubt.</param>
    public EffectWindow(int capacity)
    {
        _capacity = capacity;
        Doubt();
    }

    public int Waiting => _byKey.Count;

    public int InFlight => _inFlight.Count;

    /// <summary>False when one, this or a later one of its queue, must stay in the store. One that is known as new or newer changes nothing.</summary>
    public bool Offer(Effect effect)
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

        var queue = QueueOf(effect);
        if (_short.Contains(queue) && queue.Count > _capacity / 2 && ByDue.Instance.Compare(effect, queue.Max) > 0)
        {
            // Those in the store that are due before it come first.
            return false;
        }

        Add(effect);
        if (queue.Count <= _capacity)
        {
            return true;
        }

        Forget(queue.Max!);
        _short.Add(queue);
        return false;
    }

    /// <summary>Nobody knows any more what is due in the store.</summary>
    public void Doubt() => _short.UnionWith(Queues);

    /// <summary>
    /// More may be due in the store of a queue that has run low; one that is due to more than half may wait. A queue of which all is here is never
    /// low, however short: else the store would be read with each call.
    /// </summary>
    public bool IsLow(DateTimeOffset now) => _short.Any(queue => queue.Count <= _capacity / 2 || queue.ElementAt(_capacity / 2).DueAt > now);

    /// <summary>The store is about to be read; what is heard of meanwhile and does not fit counts as left behind again.</summary>
    public void BeginRefill() => _short.Clear();

    /// <summary>What is due in the store, the first of each queue up to the capacity: a page that is full may not be the last.</summary>
    public void Refill(IReadOnlyList<Effect> due)
    {
        foreach (var effect in due)
        {
            Offer(effect);
        }

        _short.UnionWith(due.GroupBy(QueueOf).Where(queue => queue.Count() == _capacity).Select(queue => queue.Key));
    }

    /// <summary>The first effect that is due, allowed and whose hot key is free, of those that were sent or are in doubt; null when there is none.</summary>
    public Effect? FirstUnsettled(DateTimeOffset now, Func<Effect, bool> isAllowed) => First(_unsettled, now, isAllowed);

    /// <summary>The same of a lane's planned effects.</summary>
    public Effect? FirstPlanned(Lane lane, DateTimeOffset now, Func<Effect, bool> isAllowed) => First(_lanes[(int)lane], now, isAllowed);

    /// <summary>
    /// Takes an effect and as many others as may share its call: fresh ones of its lane and operation that are due and allowed, each with a hot
    /// key of its own.
    /// </summary>
    public IReadOnlyList<Effect> Take(Effect first, int atMost, DateTimeOffset now, Func<Effect, bool> isAllowed)
    {
        List<Effect> taken = [first];
        Start(first);
        if (atMost > 1 && first is { IsFresh: true, Status: EffectStatus.Planned })
        {
            // The queue must not change while it is walked.
            foreach (var effect in QueueOf(first))
            {
                if (taken.Count == atMost || effect.DueAt > now)
                {
                    break;
                }

                if (effect.IsFresh && effect.Operation == first.Operation && isAllowed(effect) && _hot.Add(effect.HotKey))
                {
                    taken.Add(effect);
                }
            }

            foreach (var effect in taken.Skip(1))
            {
                Start(effect);
            }
        }

        return taken;
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

    /// <summary>When the next effect that is not due yet will be; null when none waits for its time.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now)
        => Queues.Select(queue => queue.Select(effect => (DateTimeOffset?)effect.DueAt).FirstOrDefault(due => due > now)).Min();

    private IEnumerable<SortedSet<Effect>> Queues => _lanes.Prepend(_unsettled);

    private Effect? First(SortedSet<Effect> queue, DateTimeOffset now, Func<Effect, bool> isAllowed)
        => queue.TakeWhile(effect => effect.DueAt <= now).FirstOrDefault(effect => !_hot.Contains(effect.HotKey) && isAllowed(effect));

    private void Start(Effect effect)
    {
        Forget(effect);
        _inFlight.Add(effect.Key, effect);
        _hot.Add(effect.HotKey);
    }

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
        QueueOf(effect).Add(effect);
    }

    private void Forget(Effect effect)
    {
        _byKey.Remove(effect.Key);
        QueueOf(effect).Remove(effect);
    }

    private SortedSet<Effect> QueueOf(Effect effect) => effect.Status is EffectStatus.Planned ? _lanes[(int)effect.Lane] : _unsettled;

    private sealed class ByDue : IComparer<Effect>
    {
        public static readonly ByDue Instance = new();

        public int Compare(Effect? x, Effect? y)
        {
            var byDue = x!.DueAt.CompareTo(y!.DueAt);
            var byPlanned = byDue != 0 ? byDue : x.PlannedAt.CompareTo(y.PlannedAt);
            return byPlanned != 0 ? byPlanned : ByKey(x.Key, y.Key);
        }

        private static int ByKey(EffectKey x, EffectKey y)
        {
            var byTenant = string.CompareOrdinal(x.Document.Tenant.Value, y.Document.Tenant.Value);
            var byChannel = byTenant != 0 ? byTenant : string.CompareOrdinal(x.Document.Channel.Value, y.Document.Channel.Value);
            var byDocument = byChannel != 0 ? byChannel : string.CompareOrdinal(x.Document.Id, y.Document.Id);
            var byStep = byDocument != 0 ? byDocument : string.CompareOrdinal(x.Step, y.Step);
            return byStep != 0 ? byStep : x.Revision.CompareTo(y.Revision);
        }
    }
}
