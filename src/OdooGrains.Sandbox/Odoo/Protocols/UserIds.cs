namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>Database ids of users: 1 is Odoo's own robot, so the first configured user is 2, as on a real server.</summary>
internal static class UserIds
{
    /// <summary>Odoo's own robot, which owns what was there before.</summary>
    public const int Robot = 1;

    private const int First = 2;

    public static int Of(OdooSettings settings, OdooUser user)
    {
        for (var index = 0; index < settings.Users.Count; index++)
        {
            if (settings.Users[index].Login == user.Login) { return index + First; }
        }

        throw new ArgumentException($"User '{user.Login}' is not among the settings' users.", nameof(user));
    }

    public static OdooUser? Find(OdooSettings settings, int uid) =>
        uid >= First && uid < settings.Users.Count + First ? settings.Users[uid - First] : null;
}
