using System.Text.RegularExpressions;

namespace OdooGrains.Architecture.Tests;

public sealed partial class TidyTests
{
    private const int FileLinesMax = 450;

    [Fact]
    public void No_source_file_is_longer_than_one_idea()
    {
        var long_ = Rooms.MayImport.Keys.SelectMany(Rooms.SourceFiles).Where(file => File.ReadLines(file).Count() > FileLinesMax).Select(file => Path.GetRelativePath(Rooms.Root, file));

        Assert.Empty(long_);
    }

    [Fact]
    public void Nothing_is_left_unfinished()
    {
        var unfinished = Rooms.MayImport.Keys.SelectMany(Rooms.SourceFiles).Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(Rooms.Root, file));

        Assert.Empty(unfinished);
    }

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex Unfinished();
}
