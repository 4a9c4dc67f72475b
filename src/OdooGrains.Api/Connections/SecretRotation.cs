using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>Which secrets a connection has after a change. Pure.</summary>
internal static class SecretRotation
{
    /// <summary>Values of one secret that are valid at once, at most: each is tried on each webhook.</summary>
    public const int ValidMax = 5;

    /// <param name="present">The secrets before.</param>
    /// <param name="added">New values by name, sealed; null takes the secret away.</param>
    /// <param name="now">The instant of the change.</param>
    /// <param name="overlap">How long a replaced value stays valid; zero to retire it at once, and with it all that were replaced before.</param>
    public static IReadOnlyList<SealedSecret> Apply(
        IReadOnlyList<SealedSecret> present, IReadOnlyDictionary<string, ReadOnlyMemory<byte>?> added, DateTimeOffset now, TimeSpan overlap)
    {
        List<SealedSecret> after = [];
        foreach (var secret in present.Where(secret => secret.RetiresAt is not { } at || at > now))
        {
            var isReplaced = added.TryGetValue(secret.Name, out var value);
            if (isReplaced && value is null)
            {
                continue;
            }

            var retiresAt = secret.RetiresAt ?? (isReplaced ? now + overlap : null);
            if (retiresAt is null || (retiresAt > now && overlap > TimeSpan.Zero))
            {
                after.Add(secret with { RetiresAt = retiresAt });
            }
        }

        after.AddRange(from one in added where one.Value is not null select new SealedSecret(one.Key, one.Value ?? default, now, null));
        return [.. after.GroupBy(secret => secret.Name, StringComparer.Ordinal).SelectMany(values => values.OrderByDescending(value => value.CreatedAt).Take(ValidMax))];
    }
}
