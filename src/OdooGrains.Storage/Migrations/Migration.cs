using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OdooGrains.Storage.Migrations;

/// <summary>One numbered SQL file of a store.</summary>
/// <param name="Name">The file's name, such as <c>0001_store.sql</c>.</param>
/// <param name="Checksum">SHA-256 of the text with LF line ends, hex.</param>
/// <param name="RefusesOlder">The file's first line is <see cref="RefusesOlderMark"/>: programs that do not know it must not run on the store.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum, bool RefusesOlder)
{
    public const string RefusesOlderMark = "-- refuses older programs";

    /// <summary>The embedded files under <c>{folder}/Migrations</c>, by number.</summary>
    public static IReadOnlyList<Migration> All(string folder)
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = $"OdooGrains.Storage.{folder}.Migrations.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(name[prefix.Length..], assembly.GetManifestResourceStream(name)!))];
    }

    public static Migration Of(string name, string text)
    {
        var sql = text.ReplaceLineEndings("\n");
        return new(
            int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture),
            name,
            sql,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))),
            sql.StartsWith(RefusesOlderMark, StringComparison.Ordinal));
    }

    private static Migration Read(string name, Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Of(name, reader.ReadToEnd());
    }
}

/// <summary>A migration as the store remembers it.</summary>
internal sealed record AppliedMigration(int Number, string Name, string Checksum, bool RefusesOlder);
