using System.Security.Cryptography;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>The valid secrets of a stored connection in the clear, the newest first, for judging a change.</summary>
internal static class OpenedSecrets
{
    public static Dictionary<string, IReadOnlyList<string>> Of(StoredConnection? connection, SecretBox box, DateTimeOffset now)
        => (connection?.Secrets ?? [])
            .Where(secret => secret.RetiresAt is not { } at || at > now)
            .GroupBy(secret => secret.Name, StringComparer.Ordinal)
            .Select(values => (Name: values.Key, Values: (IReadOnlyList<string>)[.. values.OrderByDescending(value => value.CreatedAt).Select(value => Open(connection!, value, box)).OfType<string>()]))
            .Where(secret => secret.Values.Count > 0)
            .ToDictionary(secret => secret.Name, secret => secret.Values, StringComparer.Ordinal);

    /// <summary>As they are after a change.</summary>
    public static Dictionary<string, IReadOnlyList<string>> With(IReadOnlyDictionary<string, IReadOnlyList<string>> present, IReadOnlyDictionary<string, string?> given)
    {
        var after = present.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            if (value is null)
            {
                after.Remove(name);
            }
            else
            {
                after[name] = [value, .. present.GetValueOrDefault(name, []).Where(old => old != value)];
            }
        }

        return after;
    }

    // Sealed with a key that is gone: as good as missing, so that it can be set again.
    private static string? Open(StoredConnection connection, SealedSecret secret, SecretBox box)
    {
        try
        {
            return box.Open(connection.Key, secret.Name, secret.Box.Span);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
