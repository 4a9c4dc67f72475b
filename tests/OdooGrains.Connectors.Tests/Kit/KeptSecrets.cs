using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Tests.Kit;

/// <summary>Secrets of one connection, as a store keeps them.</summary>
internal sealed class KeptSecrets : IIssuedSecrets
{
    public Dictionary<string, string> Secrets { get; } = [];

    /// <summary>The store cannot be reached while it is true.</summary>
    public bool IsDown { get; set; }

    public int Writes { get; private set; }

    public Task<bool> KeepAsync(ConnectionKey connection, KeyValuePair<string, string> replaces, IReadOnlyDictionary<string, string> issued, CancellationToken cancellation)
    {
        if (IsDown)
        {
            throw new IOException("The store is down.");
        }

        if (Secrets.GetValueOrDefault(replaces.Key) != replaces.Value)
        {
            return Task.FromResult(false);
        }

        foreach (var (name, value) in issued)
        {
            Secrets[name] = value;
        }

        Writes++;
        return Task.FromResult(true);
    }
}
