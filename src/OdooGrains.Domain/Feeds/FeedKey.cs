using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Feeds;

/// <summary>One feed of one connection, such as its orders; as a grain key it reads <c>tenant/connection/feed</c>.</summary>
public readonly record struct FeedKey(ConnectionKey Connection, string Name)
{
    public static FeedKey Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        return slash > 0 && slash < key.Length - 1 && key.IndexOf('/', StringComparison.Ordinal) != slash
            ? new(ConnectionKey.Parse(key[..slash]), key[(slash + 1)..])
            : throw new ArgumentException($"Feed key '{key}' must read 'tenant/connection/feed'.", nameof(key));
    }

    public override string ToString() => $"{Connection}/{Name}";
}
