using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Simulation;

/// <summary>
/// Watches every commit as it happens: counts edges, and checks what must hold at every moment, not only at the end. One open effect a
/// document and side, ascending epochs, and no older state of an order sent after a newer one.
/// </summary>
internal sealed class Ledger(World world)
{
    private readonly Dictionary<ConnectionKey, long> _epochs = [];
    private readonly Dictionary<DocumentKey, DateTimeOffset> _sent = [];
    private readonly Dictionary<DocumentKey, Dictionary<string, EffectStatus>> _effects = [];

    public MemoryWatch Watch => new() { Committed = Committed, EffectChanged = EffectChanged, Refused = Refused, EpochTaken = EpochTaken };

    private void Committed(DocumentHead? before, DocumentHead after)
    {
        world.Log.Add($"order {after.Key}: {before?.Status ?? "new"} → {after.Status} {after.Reason}");
        if (before?.Status != after.Status)
        {
            world.Tally.Hit($"saga {before?.Status ?? "new"} → {after.Status}");
        }

        // Within one commit effects change one after the other, so it is looked at here.
        if (_effects.TryGetValue(after.Key, out var effects) && effects.CountBy(effect => (OrderSteps.IsAtChannel(effect.Key.Split('/')[0]), IsOpen: effect.Value is EffectStatus.Planned or EffectStatus.Sent or EffectStatus.InDoubt)).Any(side => side.Key.IsOpen && side.Value > 1))
        {
            world.Break("I3", $"order {after.Key} has more than one open effect at a side: {string.Join(", ", effects.Select(effect => $"{effect.Key} {effect.Value}"))}");
        }
    }

    private void EffectChanged(Effect? before, Effect after)
    {
        world.Log.Add($"effect {after.Key}: {before?.Status.ToString() ?? "new"} → {after.Status}, attempt {after.Attempts}, epoch {after.Epoch}, version {after.Version}, due {after.DueAt:HH:mm:ss.fff} {after.LastFailure?.Message}");
        world.Dispatcher.Trace($"{after.Key.Step}{after.Status}{after.Version}");
        if (before?.Status != after.Status)
        {
            world.Tally.Hit($"effect {before?.Status.ToString() ?? "new"} → {after.Status}");
        }

        if (!_effects.TryGetValue(after.Key.Document, out var effects))
        {
            _effects[after.Key.Document] = effects = [];
        }

        effects[$"{after.Key.Step}/{after.Key.Revision}"] = after.Status;
        if (after.Status is EffectStatus.Sent && before?.Attempts != after.Attempts)
        {
            Marked(after);
        }
    }

    private void Marked(Effect effect)
    {
        var owner = new ConnectionKey(effect.Key.Document.Tenant, effect.Connection);
        if (effect.Epoch < _epochs.GetValueOrDefault(owner))
        {
            world.Break("epoch", $"effect {effect.Key} was marked under epoch {effect.Epoch} of {owner} after epoch {_epochs[owner]}");
        }

        _epochs[owner] = effect.Epoch;
        if (effect.Request is BookOrder { Order.UpdatedAt: var updatedAt })
        {
            if (_sent.TryGetValue(effect.Key.Document, out var newest) && updatedAt < newest)
            {
                world.Break("I3", $"order {effect.Key.Document} is sent as of {updatedAt:HH:mm:ss} after it was sent as of {newest:HH:mm:ss}");
            }

            _sent[effect.Key.Document] = updatedAt;
        }
    }

    private void EpochTaken(ConnectionKey connection, long epoch)
    {
        world.Log.Add($"connection {connection} has a new owner, of epoch {epoch}");
        world.ErpOf(connection)?.Count?.OwnerChanged(world.Elapsed);
    }

    private void Refused(DocumentKey document)
    {
        world.Log.Add($"a stale commit or mark of {document} is refused");
        world.Tally.Hit(Fault.StaleCommit);
    }
}
