using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>For vendors whose tokens do not expire.</summary>
internal sealed class IssuedNothing : IIssuedSecrets
{
    public Task<bool> KeepAsync(ConnectionKey connection, KeyValuePair<string, string> replaces, IReadOnlyDictionary<string, string> issued, CancellationToken cancellation) => Task.FromResult(false);
}
