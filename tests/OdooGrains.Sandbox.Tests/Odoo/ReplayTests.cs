using System.Text;
using System.Text.Json;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>The simulation answers what real servers answered: status, headers that matter, body, exception names and messages.</summary>
public sealed class ReplayTests
{
    private static readonly string[] HeadersThatMatter = ["Content-Type", "WWW-Authenticate", "X-Content-Type-Options", "Location", "Accept", "Connection"];

    [Theory]
    [InlineData("odoo18/jsonrpc", 18, 1, 99)]
    [InlineData("odoo18/jsonrpc", 18, 201, 208)]
    [InlineData("odoo18/json2", 18, 1, 2)]
    [InlineData("odoo19/jsonrpc", 19, 1, 99)]
    [InlineData("odoo19/jsonrpc", 19, 201, 208)]
    [InlineData("odoo19/json2", 19, 1, 54)]
    [InlineData("odoo19/json2", 19, 201, 202)]
    public void Recorded_calls_get_the_recorded_answers(string folder, int version, int first, int last)
    {
        var odoo = ReplayDatabase.Create(version, folder, first);
        List<string> differences = [];
        foreach (
            var recording in Recording.In(folder).Where(
                recording => recording.Number >= first && recording.Number <= last && ReplayCatalogue.IsReplayed(recording)))
        {
            ReplayDatabase.Prepare(odoo, recording);
            Compare(recording, odoo.Handle(recording.ToRequest()), differences);
        }

        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    [Fact]
    public void Every_recording_is_replayed_or_listed_with_a_reason()
    {
        string[] folders = ["odoo18/jsonrpc", "odoo18/json2", "odoo19/jsonrpc", "odoo19/json2"];
        var recordings = folders.SelectMany(Recording.In).ToList();

        Assert.All(ReplayCatalogue.NotReplayed.Keys, key => Assert.Contains(recordings, recording => ReplayCatalogue.Key(recording) == key));
        Assert.Equal(255, recordings.Count(ReplayCatalogue.IsReplayed));
    }

    private static void Compare(Recording recording, OdooAnswer answer, List<string> differences)
    {
        var name = $"{recording.Folder}/{recording.Name}";
        if (answer.Status != recording.Status)
        {
            differences.Add($"{name}: status {answer.Status}, recorded {recording.Status}\n{Encoding.UTF8.GetString(answer.Body)}");
        }
        foreach (var header in HeadersThatMatter)
        {
            var recorded = recording.Response.GetProperty("headers").TryGetProperty(header, out var value) ? value.GetString() : null;
            if (answer.Header(header) != recorded) { differences.Add($"{name}: header {header} is '{answer.Header(header)}', recorded '{recorded}'"); }
        }

        var (expected, actual) = (Body(recording.Body, recording), Body(answer, recording));
        if (expected != actual) { differences.Add($"{name}:\n  recorded {expected}\n  answered {actual}"); }
    }

    private static string Body(JsonElement body, Recording recording) => body.ValueKind == JsonValueKind.String
        ? IsWebsitePage(recording) ? "a page" : body.GetString()!
        : Normalised.Body(body, recording.Target());

    private static string Body(OdooAnswer answer, Recording recording) =>
        answer.Header("Content-Type")!.StartsWith("application/json", StringComparison.Ordinal)
        ? Normalised.Body(JsonDocument.Parse(answer.Body).RootElement, recording.Target())
        : IsWebsitePage(recording) ? "a page" : Encoding.UTF8.GetString(answer.Body);

    // The 404 page of the website module holds assets and session values of the recorded server.
    private static bool IsWebsitePage(Recording recording) => recording is { Folder: "odoo18/json2", Number: 1 };
}
