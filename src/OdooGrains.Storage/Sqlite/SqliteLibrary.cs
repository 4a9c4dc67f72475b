using System.Runtime.InteropServices;
using SQLitePCL;

namespace OdooGrains.Storage.Sqlite;

/// <summary>
/// Chooses the native SQLite: the system's patched libsqlite3.so.0 where there is one, else the bundled 3.35.5 of 2021. The only bundle
/// that restores everywhere is old, so the system's comes first. Its version is in the store's description.
/// </summary>
internal static class SqliteLibrary
{
    private const string SystemName = "libsqlite3.so.0";
    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>Version and origin, such as <c>3.40.1 (system)</c>; loads it on first use.</summary>
    public static string Version => Loaded.Value;

    /// <summary>To be called before anything else of SQLite: a function that was called once stays bound to the library that it found.</summary>
    public static void Choose() => _ = Loaded.Value;

    private static string Load()
    {
        var origin = "bundled";
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) =>
        {
            if (name == "e_sqlite3" && NativeLibrary.TryLoad(SystemName, out var handle))
            {
                origin = "system";
                return handle;
            }

            return nint.Zero;
        });
        Batteries_V2.Init();
        return $"{raw.sqlite3_libversion().utf8_to_string()} ({origin})";
    }
}
