using System.Collections.Concurrent;

namespace OdooGrains.LocalSilo;

/// <summary>Which activation answers for which grain: one a grain, but for the second ones that a simulation forces.</summary>
internal sealed class ActivationDirectory(LocalSilo silo)
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private readonly ConcurrentDictionary<GrainId, Activation> _older = new();

    public int Count => _activations.Count + _older.Count;

    public bool IsEmpty => _activations.IsEmpty && _older.IsEmpty;

    public IEnumerable<Activation> All => _activations.Select(pair => pair.Value).Concat(_older.Select(pair => pair.Value));

    public Activation FindOrCreate(GrainId id)
    {
        while (true)
        {
            if (_activations.TryGetValue(id, out var found))
            {
                if (!found.IsDead) return found;

                Remove(found);
                continue;
            }

            var fresh = silo.NewActivation(id);
            if (!_activations.TryAdd(id, fresh)) continue;

            silo.Sweep.Arm();
            return fresh;
        }
    }

    public Activation? FindOlder(GrainId id) => _older.GetValueOrDefault(id);

    /// <summary>A second activation beside the first, of which it takes the place. No third one: then it is the second.</summary>
    public Activation FindOrCreateSecond(GrainId id)
    {
        if (_activations.TryGetValue(id, out var first) && !first.IsDead && _older.TryAdd(id, first)) _activations[id] = silo.NewActivation(id);
        return FindOrCreate(id);
    }

    public void Remove(Activation activation)
    {
        _activations.TryRemove(new(activation.Id, activation));
        _older.TryRemove(new(activation.Id, activation));
    }

    /// <summary>In the order of their ids: a dictionary's own order differs from process to process and a simulation would show it.</summary>
    public List<Activation> InOrder(Func<Activation, bool> which) =>
        [.. All.Where(which).OrderBy(activation => activation.Id.Type, StringComparer.Ordinal).ThenBy(activation => activation.Id.Key, StringComparer.Ordinal)];
}
