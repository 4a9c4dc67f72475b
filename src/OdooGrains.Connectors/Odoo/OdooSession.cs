using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;

namespace OdooGrains.Connectors.Odoo;

/// <summary>What is known of one connection's database while its configuration does not change: protocol, version, and things read once.</summary>
internal sealed class OdooSession(IOdooProtocol protocol, int version, ConnectionConfig connection, TimeProvider time)
{
    public IOdooProtocol Protocol { get; } = protocol;

    public int Version { get; } = version;

    public TimeProvider Time { get; } = time;

    public OdooFields Fields { get; } = OdooFields.Of(version);

    /// <summary>Whether creates carry external ids by load(), or are plain.</summary>
    public bool CreatesByLoad { get; } = connection.Text("createBy") != OdooSettings.PlainCreate;

    public IReadOnlyCollection<string> Secrets { get; } = [.. connection.Secrets.Values.SelectMany(values => values)];

    public OdooMemory Memory { get; } = new(time);

    /// <summary>
    /// Dates of load() are read in the context's time zone, else in the user's; records of other companies are out of sight. A new object
    /// each time, since a JSON node has one parent.
    /// </summary>
    public static JsonObject Context(long? company)
    {
        var context = new JsonObject { ["lang"] = "en_US", ["tz"] = "UTC" };
        if (company is { } id)
        {
            context["allowed_company_ids"] = new JsonArray(id);
        }

        return context;
    }
}
