using System.Collections.Immutable;

namespace OdooGrains.Silo.Tests.Probes;

[Alias("probe.IAccountProbe")]
public interface IAccountProbe : IGrainWithStringKey
{
    [Alias("Apply")]
    Task<decimal> ApplyAsync(Command command);

    [Alias("Entry")]
    Task<Entry> EntryAsync();

    /// <summary>Writes by two facets of one state, of which the second is stale.</summary>
    [Alias("WriteStale")]
    Task WriteStaleAsync();

    [Alias("Clear")]
    Task ClearAsync();

    /// <summary>Another number for each activation.</summary>
    [Alias("Activation")]
    Task<long> ActivationAsync();

    [Alias("Leave")]
    Task LeaveAsync();

    [Alias("Hold")]
    Task HoldAsync(string gate);
}

[Alias("probe.IJournalProbe")]
public interface IJournalProbe : IGrainWithStringKey
{
    [Alias("Add")]
    Task AddAsync(string line);

    [Alias("Lines")]
    [AlwaysInterleave]
    Task<ImmutableArray<string>> LinesAsync();
}

/// <summary>Has state and tells the journal of its key when it begins and ends.</summary>
public sealed class AccountProbeGrain(
    [PersistentState("ledger", "store")] IPersistentState<LedgerState> ledger,
    [PersistentState("ledger", "store")] IPersistentState<LedgerState> twin) : Grain, IAccountProbe
{
    private static long _activations;
    private readonly long _activation = Interlocked.Increment(ref _activations);

    private IJournalProbe Journal => GrainFactory.GetGrain<IJournalProbe>(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Journal.AddAsync("begin");

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Journal.AddAsync($"end: {reason.ReasonCode}");

    public async Task<decimal> ApplyAsync(Command command)
    {
        if (command is Deposit deposit) ledger.State.Balance += deposit.Amount;
        ledger.State.Last = command;
        ledger.State.At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 6, TimeSpan.FromHours(5.5)).AddTicks(7);
        await ledger.WriteStateAsync();
        return ledger.State.Balance;
    }

    public Task<Entry> EntryAsync() =>
        Task.FromResult(new Entry(ledger.State.Balance, ledger.State.Last, ledger.State.At, ledger.RecordExists, ledger.Etag));

    public async Task WriteStaleAsync()
    {
        await ledger.ReadStateAsync();
        await twin.ReadStateAsync();
        ledger.State.Balance += 1;
        await ledger.WriteStateAsync();
        twin.State.Balance += 10;
        await twin.WriteStateAsync();
    }

    public Task ClearAsync() => ledger.ClearStateAsync();

    public Task<long> ActivationAsync() => Task.FromResult(_activation);

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task HoldAsync(string gate) => Gate.Of(gate).PassAsync();
}

public sealed class JournalProbeGrain : Grain, IJournalProbe
{
    private ImmutableArray<string> _lines = [];

    public Task AddAsync(string line)
    {
        _lines = _lines.Add(line);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<string>> LinesAsync() => Task.FromResult(_lines);
}
