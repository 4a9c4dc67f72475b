using System.Text.RegularExpressions;

namespace OdooGrains.Architecture.Tests;

/// <summary>The effect ledger is the only place that repeats a write.</summary>
public sealed partial class RepeatTests
{
    [Theory]
    [InlineData("Connectors")]
    [InlineData("Grains")]
    [InlineData("Api")]
    [InlineData("Host")]
    public void Nothing_but_the_ledger_repeats_a_call(string room)
    {
        foreach (var file in Rooms.SourceFiles(room))
        {
            var found = Repeats().Match(File.ReadAllText(file));
            Assert.False(found.Success, $"{Path.GetRelativePath(Rooms.Root, file)} has '{found.Value}': a repeated write belongs to the effect ledger (docs/effects.md).");
        }
    }

    [Fact]
    public void There_is_one_door_to_the_network()
    {
        var doors = Rooms.MayImport.Keys.Except(["Sandbox", "LocalSilo"]).SelectMany(Rooms.SourceFiles)
            .Where(file => Client().IsMatch(File.ReadAllText(file)))
            .Select(Path.GetFileName)
            .ToList();

        Assert.Equal(["EgressClient.cs"], doors);
    }

    [GeneratedRegex(@"AddRetry|RetryStrategyOptions|AddHedging|HttpRetry|AddStandardResilienceHandler|DelegatingHandler")]
    private static partial Regex Repeats();

    [GeneratedRegex(@"new (HttpClient|HttpMessageInvoker|SocketsHttpHandler|HttpClientHandler)\b")]
    private static partial Regex Client();
}
