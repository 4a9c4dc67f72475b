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

    [Theory]
    [InlineData("Alerts__Url is set, but Alerts__Secret is not", "Alerts:Url", "https://ops.example/")]
    [InlineData("Alerts__Url: The scheme 'ftp' is not https.", "Alerts:Url", "ftp://ops.example/", "Alerts:Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("Alerts__Secret: A secret must read whsec_", "Alerts:Url", "https://ops.example/", "Alerts:Secret", "guess")]
    [InlineData("must not fall from one to the next", "Brownout:Catalog:BacklogAge", "00:00:30")]
    [InlineData("Brownout__TenantsShare is 2", "Brownout:TenantsShare", "2")]
    public void Alerts_and_brownout_are_checked_at_start(string error, params string[] settings)
    {
        var told = Assert.Throws<InvalidSettingsException>(() => Read([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]));

        Assert.Contains(error, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("guess", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rung_of_the_ladder_can_be_set_by_itself()
    {
        var brownout = Read(("Brownout:Customers:BacklogAge", "00:10:00")).Brownout;

        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(4), TimeSpan.FromMinutes(1)), (brownout.Customers.BacklogAge, brownout.Customers.CommitTime, brownout.Reports.BacklogAge));
    }

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
