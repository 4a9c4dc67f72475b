using System.Text.RegularExpressions;

namespace OdooGrains.Architecture.Tests;

public sealed partial class DependencyTests
{
    public static TheoryData<string> AllRooms => [.. Rooms.MayImport.Keys];

    [Fact]
    public void Every_folder_of_src_is_a_room_of_the_table()
    {
        var folders = Directory.GetDirectories(Path.Combine(Rooms.Root, "src")).Select(path => Path.GetFileName(path)["OdooGrains.".Length..]);

        Assert.Equal(Rooms.MayImport.Keys.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(AllRooms))]
    public void A_room_references_and_uses_only_what_the_table_allows(string room)
    {
        var allowed = Rooms.MayImport[room];

        Assert.Empty(Rooms.ProjectReferences(room).Except(allowed));
        Assert.Empty(Rooms.UsedBy(room).Except(allowed));
    }

    [Theory]
    [InlineData("Grains")]
    [InlineData("Api")]
    public void Only_the_interfaces_of_the_store_are_used_outside_it(string room)
        => AssertNoFileNames(room, BackEnd(), "names a back end of the store");

    [Fact]
    public void No_connector_sees_another()
    {
        var folders = Directory.GetDirectories(Path.Combine(Rooms.Root, "src", "OdooGrains.Connectors")).Select(Path.GetFileName).Except(["Egress", "Json", "Webhooks", "obj", "bin"]).ToList();
        Assert.NotEmpty(folders);
        foreach (var (file, other) in from own in folders
                                      from file in Directory.EnumerateFiles(Path.Combine(Rooms.Root, "src", "OdooGrains.Connectors", own!), "*.cs", SearchOption.AllDirectories)
                                      from other in folders
                                      where other != own
                                      select (file, other))
        {
            Assert.DoesNotContain($"Connectors.{other}", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Contracts")]
    [InlineData("Grains")]
    public void Domain_contracts_and_grains_do_not_know_which_silo_they_run_on(string room)
        => AssertNoFileNames(room, SiloFlavour(), "names a flavour of the silo");

    [Fact]
    public void The_storage_room_uses_only_the_two_interfaces_of_the_embedded_silo()
    {
        foreach (var file in Rooms.SourceFiles("Storage").Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Silo{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("OdooGrains.LocalSilo", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    private static void AssertNoFileNames(string room, Regex forbidden, string what)
    {
        foreach (var file in Rooms.SourceFiles(room))
        {
            Assert.False(forbidden.IsMatch(File.ReadAllText(file)), $"{Path.GetRelativePath(Rooms.Root, file)} {what}.");
        }
    }

    [GeneratedRegex(@"Storage\.(Postgres|Sqlite)|Npgsql|Microsoft\.Data\.Sqlite")]
    private static partial Regex BackEnd();

    [GeneratedRegex(@"using (OdooGrains\.LocalSilo|Orleans)|#if|LocalSilo\.")]
    private static partial Regex SiloFlavour();
}
