using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Documents;

namespace OdooGrains.Simulation;

/// <summary>
/// Planted bug (e): a commit without an answer counts as "not committed" and is made again, over whatever version is there by then. The design
/// itself survives a blind repeat, since each commit compares versions; what this stands for is the repeat as it is usually written,
/// "read the version, write what I have", which undoes what others committed in between.
/// </summary>
internal sealed class UnknownTakenForFailed : Composition
{
    public override IDocumentStore Documents(IDocumentStore real, World world) => new Stubborn(real, world);

    private sealed class Stubborn(IDocumentStore real, World world) : IDocumentStore
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

        public Task<StoredDocument?> LoadAsync(DocumentKey key, CancellationToken cancellation) => real.LoadAsync(key, cancellation);

        public Task<DocumentPage> ListAsync(TenantId tenant, DocumentFilter filter, string? cursor, int limit, CancellationToken cancellation)
            => real.ListAsync(tenant, filter, cursor, limit, cancellation);

        public async Task<CommitResult> CommitAsync(DocumentCommit commit, CancellationToken cancellation)
        {
            try
            {
                return await real.CommitAsync(commit, cancellation);
            }
            catch (CommitUnknownException)
            {
                await Task.Delay(Pause, world.Time, cancellation);
                var stored = await real.LoadAsync(commit.Head.Key, cancellation);
                return await real.CommitAsync(Over(commit, stored), cancellation);
            }
        }

        private static DocumentCommit Over(DocumentCommit commit, StoredDocument? stored) => commit with
        {
            ExpectedVersion = stored?.Version ?? 0,
            Effects = [.. commit.Effects.Select(effect => effect with { Version = stored?.Effects.FirstOrDefault(known => known.Key == effect.Key)?.Version ?? 0 })],
        };
    }
}
