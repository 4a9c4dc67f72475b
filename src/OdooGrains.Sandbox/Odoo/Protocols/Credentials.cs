namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>Who may enter: API keys for JSON-2, keys and passwords for JSON-RPC; both can be revoked and restored.</summary>
internal sealed class Credentials(OdooSettings settings)
{
    private readonly HashSet<string> _revoked = [];

    public void Revoke(string secret) => _revoked.Add(secret);

    public void Restore(string secret) => _revoked.Remove(secret);

    public OdooUser? ByKey(string key) => _revoked.Contains(key) ? null : settings.Users.FirstOrDefault(user => user.ApiKey == key);

    public OdooUser? ByLogin(string login, string secret) => settings.Users.FirstOrDefault(user => user.Login == login && Opens(user, secret));

    public OdooUser? ByUid(int uid, string secret) => UserIds.Find(settings, uid) is { } user && Opens(user, secret) ? user : null;

    private bool Opens(OdooUser user, string secret) => !_revoked.Contains(secret) && (user.Password == secret || user.ApiKey == secret);
}
