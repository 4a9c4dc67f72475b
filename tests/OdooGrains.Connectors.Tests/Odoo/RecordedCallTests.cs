using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>The contract: both protocols form the very requests that real servers were sent, and read what they answered.</summary>
public sealed class RecordedCallTests
{
    public static TheoryData<string> MethodCalls
        => [.. new[] { "odoo18/jsonrpc", "odoo19/jsonrpc", "odoo19/json2" }.SelectMany(Recording.Names).Where(name => Recording.Read(name).Call() is not null)];

    [Theory]
    [MemberData(nameof(MethodCalls))]
    public async Task A_recorded_call_is_formed_and_its_answer_read(string name)
    {
        var recording = Recording.Read(name);

        var reply = await Protocol(recording).CallAsync(recording.Call()!, default);

        var isJson2 = name.Contains("json2", StringComparison.Ordinal);
        var error = isJson2 ? (recording.Status >= 400 ? recording.Answer as JsonObject : null) : recording.Answer?["error"]?["data"] as JsonObject;
        if (error is not null)
        {
            Assert.Equal(new OdooReply.Error((string)error["name"]!, (string)error["message"]!), reply);
        }
        else if (recording.Status == 200)
        {
            var expected = isJson2 ? recording.Answer : recording.Answer?["result"];
            Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(Assert.IsType<OdooReply.Value>(reply).Json.GetRawText())));
        }
        else
        {
            Assert.IsType<OdooReply.Refused>(reply);
        }
    }

    [Theory]
    [InlineData("odoo18/jsonrpc", "06", FailureClass.Auth)]
    [InlineData("odoo18/jsonrpc", "07", FailureClass.Auth)]
    [InlineData("odoo18/jsonrpc", "22", FailureClass.Schema)]
    [InlineData("odoo18/jsonrpc", "33", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "70", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "71", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "73", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "74", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "75", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "76", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "77", FailureClass.Schema)]
    [InlineData("odoo18/jsonrpc", "78", FailureClass.Schema)]
    [InlineData("odoo18/jsonrpc", "79", FailureClass.Schema)]
    [InlineData("odoo18/jsonrpc", "80", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "81", FailureClass.Schema)]
    [InlineData("odoo18/jsonrpc", "82", FailureClass.Schema)]
    [InlineData("odoo18/jsonrpc", "83", FailureClass.Schema)]
    [InlineData("odoo18/jsonrpc", "84", FailureClass.Schema)]
    [InlineData("odoo18/jsonrpc", "86", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "87", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "88", FailureClass.Schema)]
    [InlineData("odoo18/jsonrpc", "96", FailureClass.Business)]
    [InlineData("odoo18/jsonrpc", "202", FailureClass.Transient)]
    [InlineData("odoo19/jsonrpc", "06", FailureClass.Auth)]
    [InlineData("odoo19/jsonrpc", "07", FailureClass.Auth)]
    [InlineData("odoo19/jsonrpc", "33", FailureClass.Business)]
    [InlineData("odoo19/jsonrpc", "70", FailureClass.Business)]
    [InlineData("odoo19/jsonrpc", "74", FailureClass.Business)]
    [InlineData("odoo19/jsonrpc", "75", FailureClass.Business)]
    [InlineData("odoo19/jsonrpc", "77", FailureClass.Schema)]
    [InlineData("odoo19/jsonrpc", "80", FailureClass.Business)]
    [InlineData("odoo19/jsonrpc", "82", FailureClass.Schema)]
    [InlineData("odoo19/jsonrpc", "83", FailureClass.Schema)]
    [InlineData("odoo19/jsonrpc", "84", FailureClass.Schema)]
    [InlineData("odoo19/jsonrpc", "88", FailureClass.Schema)]
    [InlineData("odoo19/jsonrpc", "202", FailureClass.Transient)]
    [InlineData("odoo19/json2", "03", FailureClass.Auth)]
    [InlineData("odoo19/json2", "06", FailureClass.Auth)]
    [InlineData("odoo19/json2", "16", FailureClass.Business)]
    [InlineData("odoo19/json2", "31", FailureClass.Business)]
    [InlineData("odoo19/json2", "33", FailureClass.Business)]
    [InlineData("odoo19/json2", "34", FailureClass.Business)]
    [InlineData("odoo19/json2", "35", FailureClass.Business)]
    [InlineData("odoo19/json2", "36", FailureClass.Schema)]
    [InlineData("odoo19/json2", "37", FailureClass.Schema)]
    [InlineData("odoo19/json2", "38", FailureClass.Business)]
    [InlineData("odoo19/json2", "39", FailureClass.Schema)]
    [InlineData("odoo19/json2", "40", FailureClass.Business)]
    [InlineData("odoo19/json2", "41", FailureClass.Schema)]
    [InlineData("odoo19/json2", "42", FailureClass.Schema)]
    [InlineData("odoo19/json2", "43", FailureClass.Business)]
    [InlineData("odoo19/json2", "44", FailureClass.Schema)]
    [InlineData("odoo19/json2", "45", FailureClass.Schema)]
    [InlineData("odoo19/json2", "46", FailureClass.Schema)]
    [InlineData("odoo19/json2", "202", FailureClass.Transient)]
    public async Task Each_recorded_error_has_its_class(string folder, string number, FailureClass expected)
    {
        var recording = Recording.Find(folder, number);
        var calls = new OdooCalls(Session(recording), default);

        var reply = await Protocol(recording).CallAsync(recording.Call()!, default);
        var failure = OdooLab.Failed(calls.Stop(reply, isWrite: true).Outcome);

        Assert.Equal(expected, failure.Class);
        Assert.DoesNotContain("Traceback", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("odoo18/jsonrpc", "204", FailureClass.Transient, "same record")]
    [InlineData("odoo19/jsonrpc", "204", FailureClass.Transient, "same record")]
    [InlineData("odoo18/jsonrpc", "94", FailureClass.Business, "No matching record found for database id '99999999'")]
    [InlineData("odoo19/jsonrpc", "94", FailureClass.Business, "No matching record found for database id '99999999'")]
    public async Task An_error_inside_a_load_of_status_200_has_its_class(string folder, string number, FailureClass expected, string text)
    {
        var (calls, table) = Load(folder, number);

        var stop = await Assert.ThrowsAsync<OdooStopException>(() => calls.LoadAsync("sale.order", table));

        var failure = OdooLab.Failed(stop.Outcome);
        Assert.Equal(expected, failure.Class);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("odoo18/jsonrpc", "206", 937)]
    [InlineData("odoo18/jsonrpc", "207", 937)]
    [InlineData("odoo18/jsonrpc", "203", 934)]
    public async Task A_load_answers_the_id_also_when_it_is_repeated(string folder, string number, long id)
    {
        var (calls, table) = Load(folder, number);

        Assert.Equal([id], await calls.LoadAsync("sale.order", table));
        Assert.True(calls.HasWritten);
    }

    [Theory]
    [InlineData("odoo18")]
    [InlineData("odoo19")]
    public async Task An_order_is_read_and_found_by_reference(string version)
    {
        var read = Recording.Find($"{version}/jsonrpc", "29");
        var order = Assert.Single(OdooRecord.All(Assert.IsType<OdooReply.Value>(await Protocol(read).CallAsync(read.Call()!, default)).Json));
        Assert.Equal(("draft", 54.63m, "USD", 2), (order.Text("state"), order.Amount("amount_total"), order.ReferenceName("currency_id"), order.Ids("order_line").Count));
        Assert.Null(order.Text("delivery_status"));

        var search = Recording.Find($"{version}/jsonrpc", "31");
        Assert.Equal(2, OdooRecord.All(Assert.IsType<OdooReply.Value>(await Protocol(search).CallAsync(search.Call()!, default)).Json).Count);
    }

    [Theory]
    [InlineData("odoo18")]
    [InlineData("odoo19")]
    public async Task JSON_RPC_is_probed_and_logged_in_to(string version)
    {
        var egress = new ReplayEgress([.. new[] { "01", "03", "04", "05" }.Select(number => Recording.Find($"{version}/jsonrpc", number)), .. version == "odoo18" ? new[] { Recording.Find("odoo18/json2", "01") } : []]);
        var auto = version == "odoo18" ? "auto" : "jsonrpc";

        var open = Assert.IsType<OpenedSession.Open>(await OpenAsync(egress, Connection(version, auto)));
        Assert.Equal(("jsonrpc", int.Parse(version.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture)), (open.Session.Protocol.Name, open.Session.Version));

        var wrongKey = Assert.IsType<OpenedSession.Closed>(await OpenAsync(egress, Connection(version, auto, key: "nope")));
        Assert.Equal((FailureClass.Auth, "credentials"), (wrongKey.Failure.Class, wrongKey.Failure.Code));

        var wrongDatabase = Assert.IsType<OpenedSession.Closed>(await OpenAsync(egress, Connection("nosuchdb", auto, key: "admin")));
        Assert.Equal((FailureClass.Auth, "unknown_database"), (wrongDatabase.Failure.Class, wrongDatabase.Failure.Code));
    }

    [Fact]
    public async Task JSON_2_is_probed_on_19()
    {
        var open = Assert.IsType<OpenedSession.Open>(await OpenAsync(new ReplayEgress(Recording.Find("odoo19/json2", "01")), Connection("odoo19", "auto")));

        Assert.Equal(("json2", 19, "tax_ids"), (open.Session.Protocol.Name, open.Session.Version, open.Session.Fields.LineTaxes));
    }

    [Fact]
    public async Task Forcing_JSON_2_on_18_says_what_to_change()
    {
        var closed = Assert.IsType<OpenedSession.Closed>(await OpenAsync(new ReplayEgress(Recording.Find("odoo18/json2", "01")), Connection("odoo18", "json2")));

        Assert.Contains("protocol", closed.Failure.Message, StringComparison.Ordinal);
    }

    private static Task<OpenedSession> OpenAsync(ReplayEgress egress, ConnectionConfig connection) => new OdooSessions(egress, new ManualTime()).OpenAsync(connection, default);

    private static (OdooCalls Calls, LoadTable Table) Load(string folder, string number)
    {
        var recording = Recording.Find(folder, number);
        var call = recording.Call()!;
        string[] columns = [.. ((JsonArray)call.Arguments[0].Value!).Select(column => (string)column!)];
        List<Dictionary<string, string>> rows = [.. ((JsonArray)call.Arguments[1].Value!).Select(row => columns.Zip(((JsonArray)row!).Select(cell => (string)cell!)).ToDictionary(cell => cell.First, cell => cell.Second))];
        var table = new LoadTable(columns);
        table.Add(new Dictionary<string, string>(), rows);
        return (new(Session(recording, ignoreContext: true), default), table);
    }

    private static OdooSession Session(Recording recording, bool ignoreContext = false)
    {
        var protocol = Protocol(recording);
        return new(ignoreContext ? new WithoutContext(protocol) : protocol, 18, Connection("odoo18", "auto"), new ManualTime());
    }

    private static IOdooProtocol Protocol(Recording recording)
    {
        var http = new OdooHttp(new ReplayEgress(recording), new("https://odoo.recorded"));
        var headers = recording.Request["headers"];
        var args = recording.Body?["params"]?["args"];
        return recording.Path == "/jsonrpc"
            ? new JsonRpcProtocol(http, (string)args![0]!, (long)args[1]!, (string)args[2]!)
            : new Json2Protocol(http, (string?)headers?["X-Odoo-Database"] ?? "", ((string?)headers?["Authorization"])?["bearer ".Length..] ?? "");
    }

    private static ConnectionConfig Connection(string database, string protocol, string key = "<admin-api-key>") => new()
    {
        Key = new(new TenantId("acme"), new ConnectionId("odoo")),
        Kind = "odoo",
        Version = 1,
        Settings = new JsonObject { ["url"] = "https://odoo.recorded", ["database"] = database, ["login"] = "admin", ["protocol"] = protocol },
        Secrets = new Dictionary<string, IReadOnlyList<string>> { ["apiKey"] = [key] },
    };

    // The recordings were made without the context that the connector adds.
    private sealed class WithoutContext(IOdooProtocol protocol) : IOdooProtocol
    {
        public string Name => protocol.Name;

        public Task<OdooReply> CallAsync(OdooCall call, CancellationToken cancellation) => protocol.CallAsync(call with { Context = null }, cancellation);
    }
}
