using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>Refuses a server that may lose what it has committed, and a role that row-level security does not bind.</summary>
internal static class PostgresSafety
{
    private const string Unsafe = "select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name";
    private const string Unbound = "select rolname from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)";

    /// <summary>Sentences, one a problem; empty when there is none.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var settings = await PostgresCalls.QueryAsync(source, null, Unsafe, _ => { }, row => row.GetString(0), cancellation);
        var roles = await PostgresCalls.QueryAsync(source, null, Unbound, _ => { }, row => row.GetString(0), cancellation);
        return
        [
            .. settings.Select(name => $"PostgreSQL runs with {name}=off and may lose committed events; turn it on."),
            .. roles.Select(role => $"Role '{role}' is not bound by row-level security (superuser or BYPASSRLS); connect as an ordinary role."),
        ];
    }
}
