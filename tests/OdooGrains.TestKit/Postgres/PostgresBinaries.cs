namespace OdooGrains.TestKit.Postgres;

/// <summary>Finds the server's programs: the folder in PG_BIN, then PATH, then Debian's folder.</summary>
internal static class PostgresBinaries
{
    private const string DebianRoot = "/usr/lib/postgresql";

    public static string Folder { get; } = Candidates().FirstOrDefault(IsComplete) ?? throw new InvalidOperationException(
        "PostgreSQL's server binaries (initdb, pg_ctl, postgres) are missing. Install them (Debian: apt-get install postgresql), name their folder in PG_BIN, "
        + "or name a running server in ODOOGRAINS_TEST_POSTGRES, such as 'Host=127.0.0.1;Username=postgres' (a role that may create databases and roles).");

    /// <summary>The path of a program that may not be linked into <see cref="Folder"/>, but lies beside what is.</summary>
    public static string Beside(string program)
    {
        var server = new FileInfo(Path.Combine(Folder, "initdb"));
        return Path.Combine(Path.GetDirectoryName(server.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? server.FullName)!, program);
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } named)
        {
            yield return named;
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            yield return folder;
        }

        if (Directory.Exists(DebianRoot))
        {
            foreach (var version in Directory.GetDirectories(DebianRoot).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var number) ? number : 0))
            {
                yield return Path.Combine(version, "bin");
            }
        }
    }

    // A link on the PATH may stand for one program alone.
    private static bool IsComplete(string folder)
        => folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")) && File.Exists(Path.Combine(folder, "postgres"));
}
