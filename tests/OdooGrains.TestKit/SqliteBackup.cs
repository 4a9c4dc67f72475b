using OdooGrains.Storage.Sqlite;

namespace OdooGrains.TestKit;

/// <summary>Backs a SQLite store up and restores it, as docs/operating.md tells an operator to.</summary>
public static class SqliteBackup
{
    /// <summary>A consistent copy, taken while servers work on the file.</summary>
    public static void Make(string path, string copy)
    {
        using var session = new SqliteSession(path, "");
        session.Execute("vacuum into $1", copy);
    }

    /// <summary>Puts a copy in the place of the file, whose log would be taken for the copy's.</summary>
    public static void Restore(string copy, string path)
    {
        foreach (var file in new[] { path, $"{path}-wal", $"{path}-shm" })
        {
            File.Delete(file);
        }

        File.Copy(copy, path);
    }
}
