using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Connections;

/// <summary>
/// Keeps secrets that a system issued with the connection's own, sealed alike. The connection gets a new version, so that a person's change that was
/// begun before does not put the older ones back.
/// </summary>
public sealed class IssuedSecrets(ITenantStore store, SecretBox box, TenantDirectory directory, TimeProvider time) : IIssuedSecrets
{
    private const int TriesMax = 5;

    public async Task<bool> KeepAsync(ConnectionKey connection, KeyValuePair<string, string> replaces, IReadOnlyDictionary<string, string> issued, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= TriesMax; attempt++)
        {
            if (await store.FindConnectionAsync(connection, cancellation) is not { } present || Stored(present, replaces.Key) != replaces.Value)
            {
                directory.Forget(connection.Tenant);
                return false;
            }

            if (await store.PutConnectionAsync(With(present, issued), present.Version, cancellation) is not null)
            {
                directory.Forget(connection.Tenant);
                return true;
            }
        }

        throw new StoreUnavailableException($"Connection {connection} changed under {TriesMax} writes in a row.");
    }

    private string? Stored(StoredConnection connection, string name)
        => connection.Secrets.Where(secret => secret.Name == name).MaxBy(secret => secret.CreatedAt) is { } newest ? box.Open(connection.Key, name, newest.Box.Span) : null;

    // What was replaced is of no use to anybody: no webhook is verified with it.
    private StoredConnection With(StoredConnection present, IReadOnlyDictionary<string, string> issued)
    {
        var now = time.GetUtcNow();
        return present with
        {
            Secrets =
            [
                .. present.Secrets.Where(secret => !issued.ContainsKey(secret.Name)),
                .. issued.Select(secret => new SealedSecret(secret.Key, box.Seal(present.Key, secret.Key, secret.Value), now, null)),
            ],
            UpdatedAt = now,
        };
    }
}
