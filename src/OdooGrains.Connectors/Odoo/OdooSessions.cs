using System.Collections.Concurrent;
using System.Text.Json;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Odoo;

/// <summary>A session, or why there is none; nothing was written.</summary>
internal abstract record OpenedSession
{
    public sealed record Open(OdooSession Session) : OpenedSession;

    public sealed record Closed(Failure Failure) : OpenedSession;
}

/// <summary>
/// Sessions by connection, made by probing: GET /web/version answers from 19 on, common.version over /jsonrpc before (odoo.md, section 8).
/// A changed configuration has another version and so another session.
/// </summary>
internal sealed class OdooSessions(IEgress egress, TimeProvider time)
{
    private readonly ConcurrentDictionary<ConnectionKey, (long Version, OdooSession Session)> _sessions = new();

    public async Task<OpenedSession> OpenAsync(ConnectionConfig connection, CancellationToken cancellation)
    {
        if (Find(connection) is { } known)
        {
            return new OpenedSession.Open(known);
        }

        var opened = await ProbeAsync(connection, cancellation);
        if (opened is OpenedSession.Open open)
        {
            _sessions[connection.Key] = (connection.Version, open.Session);
        }

        return opened;
    }

    /// <summary>The session that is open for this configuration; null where there is none.</summary>
    public OdooSession? Find(ConnectionConfig connection)
        => _sessions.TryGetValue(connection.Key, out var known) && known.Version == connection.Version ? known.Session : null;

    public void Forget(ConnectionKey connection) => _sessions.TryRemove(connection, out _);

    private async Task<OpenedSession> ProbeAsync(ConnectionConfig connection, CancellationToken cancellation)
    {
        if (OdooSettings.Problems(connection) is [var problem, ..])
        {
            return Closed(FailureClass.Auth, "settings", problem.Message);
        }

        var http = new OdooHttp(egress, new(connection.Text("url")!));
        var protocol = connection.Text("protocol") ?? "auto";
        if (protocol != "jsonrpc")
        {
            var reply = await http.GetAsync("/web/version", cancellation);
            if (reply is OdooReply.Value { Json: var json } && Major(json, "version_info") is { } version and >= 19)
            {
                var json2 = new Json2Protocol(http, connection.Text("database")!, connection.Secret(OdooSettings.ApiKey)!);
                return new OpenedSession.Open(new(json2, version, connection, time));
            }

            // A page for the unknown route, or a redirect to the login, is how versions before 19 answer; anything else tells nothing.
            if (reply is OdooReply.Refused { Failure.Code: not "wrong_address" } or OdooReply.Unclear { Status: 0 or >= 500 })
            {
                return Closed(reply, connection, "");
            }

            if (protocol == "json2")
            {
                return Closed(FailureClass.Auth, "no_json2", "The address does not speak JSON-2, which needs Odoo 19 or later. Correct the url, or set protocol to auto.");
            }
        }

        return await JsonRpcAsync(http, connection, cancellation);
    }

    private async Task<OpenedSession> JsonRpcAsync(OdooHttp http, ConnectionConfig connection, CancellationToken cancellation)
    {
        var reply = await JsonRpcProtocol.VersionAsync(http, cancellation);
        if (reply is not OdooReply.Value { Json: var json } || Major(json, "server_version_info") is not { } version)
        {
            return Closed(reply, connection, "The address does not answer as Odoo does.");
        }

        if (version < OdooLimits.VersionMin)
        {
            return Closed(FailureClass.Auth, "unsupported_version", $"Odoo {version} is older than {OdooLimits.VersionMin}, the oldest that is supported.");
        }

        var (database, key) = (connection.Text("database")!, connection.Secret(OdooSettings.ApiKey)!);
        var login = await JsonRpcProtocol.AuthenticateAsync(http, database, connection.Text("login")!, key, cancellation);
        return login switch
        {
            OdooReply.Value { Json.ValueKind: JsonValueKind.Number } user when user.Json.TryGetInt64(out var uid)
                => new OpenedSession.Open(new(new JsonRpcProtocol(http, database, uid, key), version, connection, time)),
            OdooReply.Value { Json.ValueKind: JsonValueKind.False } => Closed(FailureClass.Auth, "credentials", "Odoo refuses the login or its API key. Put a valid key into the connection; keys expire."),
            _ => Closed(login, connection, "Odoo did not answer the login."),
        };
    }

    private static OpenedSession.Closed Closed(OdooReply reply, ConnectionConfig connection, string otherwise) => reply switch
    {
        OdooReply.Refused refused => new(refused.Failure),
        OdooReply.Error error => new(OdooErrors.Classify(error.Name, error.Message, [.. connection.Secrets.Values.SelectMany(values => values)])),
        OdooReply.Unclear unclear => Closed(FailureClass.Transient, "no_answer", unclear.Reason),
        _ => Closed(FailureClass.Transient, "not_odoo", otherwise),
    };

    private static OpenedSession.Closed Closed(FailureClass failure, string code, string message) => new(new Failure(failure, code, message));

    // [18, 0, 0, "final", 0, ""]; Odoo's own hosting says ["saas~18", 2, …].
    private static int? Major(JsonElement json, string name)
    {
        if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(name, out var info) || info.ValueKind is not JsonValueKind.Array || info.GetArrayLength() == 0)
        {
            return null;
        }

        var digits = string.Concat(info[0].ToString().Where(char.IsAsciiDigit));
        return digits.Length is > 0 and < 4 ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) : null;
    }
}
