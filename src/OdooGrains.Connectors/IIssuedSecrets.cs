using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors;

/// <summary>
/// Where a connector keeps secrets that its system issued to it, such as a token that was refreshed, so that they outlive the process. The only
/// thing that a connector stores.
/// </summary>
public interface IIssuedSecrets
{
    /// <summary>
    /// Puts the secrets in place of those of the same names, all or none, sealed as those that people give. Only where the stored value of
    /// <paramref name="replaces"/> is still the one that they were issued for: otherwise somebody else was faster, or gave others.
    /// </summary>
    /// <param name="replaces">A secret's name and the value that it must have.</param>
    /// <param name="issued">New values by name.</param>
    /// <returns>False where the stored value is another, or the connection is gone. Throws where the store cannot be reached.</returns>
    Task<bool> KeepAsync(ConnectionKey connection, KeyValuePair<string, string> replaces, IReadOnlyDictionary<string, string> issued, CancellationToken cancellation);
}
