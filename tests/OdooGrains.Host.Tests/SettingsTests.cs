using Microsoft.Extensions.Configuration;
using OdooGrains.Host.Settings;

namespace OdooGrains.Host.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void All_errors_are_told_at_once_with_value_and_remedy()
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read(
            ("Store:Kind", "mysql"), ("ODOOGRAINS_ADMIN_KEY", "short"), ("Secrets:Key", "not base64"), ("Grains:FoldsInFlight", "0"), ("Egress:Allow", "300.1.2.3/99")));

        Assert.Equal(5, error.Errors.Count);
        Assert.Contains("Store__Kind is 'mysql'; it must be sqlite or postgres.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not base64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PostgreSQL_needs_a_connection_string()
        => Assert.Contains("ConnectionStrings__Store", Assert.Throws<InvalidSettingsException>(() => Read(("Store:Kind", "postgres"))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_defaults_are_good()
    {
        var settings = Read();

        Assert.Equal("sqlite", settings.Store.Kind);
        Assert.Equal(64, settings.Grains.FoldsInFlight);
        Assert.Empty(settings.Egress.Allow);
    }

    [Fact]
    public void Keys_of_the_first_start_are_made_once_and_kept_for_their_owner_only()
    {
        var folder = Directory.CreateTempSubdirectory("odoograins-first-").FullName;
        var settings = Read(("Store:Path", Path.Combine(folder, "sub", "odoograins.db")));

        var (hash, shown) = FirstStart.AdminKey(settings);
        var (again, shownAgain) = FirstStart.AdminKey(settings);
        var secretsKey = FirstStart.SecretsKey(settings);

        Assert.NotNull(shown);
        Assert.Null(shownAgain);
        Assert.Equal(hash, again);
        Assert.Equal(secretsKey, FirstStart.SecretsKey(settings));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.GetFiles(Path.Combine(folder, "sub")))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static ServerSettings Read(params (string Key, string Value)[] settings)
        => SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))).Build());
}
