using System.Security.Cryptography;

namespace OdooGrains.Host.Settings;

/// <summary>What is made at first start where no setting gives it: the platform's key and the key that seals secrets, each in a file that only its owner reads.</summary>
public static class FirstStart
{
    private const string AdminKeyFile = "admin.key.sha256", SecretsKeyFile = "secrets.key";

    /// <summary>The hash of the platform's key, and the key itself where it was made just now, to be shown once.</summary>
    public static (byte[] Hash, string? MadeNow) AdminKey(ServerSettings settings)
    {
        if (settings.AdminKey is { } given)
        {
            return (SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(given)), null);
        }

        var path = Path.Combine(settings.Store.Folder, AdminKeyFile);
        if (File.Exists(path))
        {
            return (Convert.FromHexString(File.ReadAllText(path).Trim()), null);
        }

        var key = "og_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key));
        WritePrivate(path, Convert.ToHexStringLower(hash));
        return (hash, key);
    }

    /// <summary>The 32 bytes that seal secrets.</summary>
    public static byte[] SecretsKey(ServerSettings settings)
    {
        if (settings.Secrets.Key is { } given)
        {
            return Convert.FromBase64String(given);
        }

        var path = Path.Combine(settings.Store.Folder, SecretsKeyFile);
        if (!File.Exists(path))
        {
            WritePrivate(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        return Convert.FromBase64String(File.ReadAllText(path).Trim());
    }

    // Written beside and renamed, so that a kill leaves no half a key.
    private static void WritePrivate(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var half = path + ".half";
        File.Delete(half);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(half, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(half, path, overwrite: false);
    }
}
