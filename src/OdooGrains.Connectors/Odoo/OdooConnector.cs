using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo.Feeds;
using OdooGrains.Connectors.Odoo.Invoices;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>Odoo as the ERP: customers, sale orders and what follows them, stock and deliveries read back, over JSON-2 (19 and later) or JSON-RPC (16 to 18).</summary>
public sealed class OdooConnector : IConnector
{
    private readonly OdooSessions _sessions;

    public OdooConnector(IEgress egress, TimeProvider time)
    {
        _sessions = new(egress, time);
        Outbound = new OdooOutbound(_sessions);
        var reads = new OdooReads(_sessions);
        Feeds = new OdooFeeds(reads);
        StockSource = new OdooStock(reads, time);
    }

    public ConnectorManifest Manifest => OdooManifest.Manifest;

    public IInboundConnector Inbound { get; } = new OdooInbound();

    public IOutboundConnector Outbound { get; }

    public IFeedConnector Feeds { get; }

    public IStockSource StockSource { get; }

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => OdooSettings.Problems(connection);

    public async Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation)
    {
        if (Validate(connection) is [_, ..] invalid)
        {
            return new(false, "The settings are not complete.", [], invalid);
        }

        // What an earlier test found must not hide what is there now.
        var bare = connection with { Found = [] };
        _sessions.Forget(connection.Key);
        var opened = await _sessions.OpenAsync(bare, cancellation);
        _sessions.Forget(connection.Key);
        return opened is OpenedSession.Open { Session: var session } ? await TestAsync(new(session, cancellation), bare) : Failed(((OpenedSession.Closed)opened).Failure);
    }

    private static async Task<ConnectionTest> TestAsync(OdooCalls calls, ConnectionConfig connection)
    {
        try
        {
            var defaults = await OdooDefaultsReader.GetAsync(calls, connection);
            var taxes = await OdooTaxes.ReadAsync(calls);
            var journal = await JournalAsync(calls, connection);
            var problems = Missing(defaults, taxes);
            var summary = $"Odoo {calls.Session.Version}, database {connection.Text("database")}, over {calls.Session.Protocol.Name}.{(journal is null ? MayNotInvoice(connection) : "")}";
            return new(problems.Count == 0, summary, Found(defaults, taxes, journal), problems);
        }
        catch (OdooStopException stop)
        {
            return Failed(stop.Outcome is EffectOutcome.Failed failed ? failed.Failure : new(FailureClass.Transient, "no_answer", "Odoo gave no whole answer."));
        }
        catch (OdooShapeException shape)
        {
            return Failed(new(FailureClass.Transient, "no_answer", shape.Message));
        }
    }

    private static ConnectionTest Failed(Failure failure) => new(false, failure.Message, [], [], failure);

    private static List<SettingProblem> Missing(OdooDefaults defaults, IReadOnlyList<KnownTax> taxes)
    {
        List<SettingProblem> problems = [];
        Check("shippingProduct", defaults.ShippingProduct is not null, "No product for shipping lines was found; orders with shipping will be held. Set its database id.");
        Check("discountProduct", defaults.DiscountProduct is not null, "No product for discount lines was found; orders with discounts will be held. Set its database id.");
        Check("taxes", taxes.Count > 0, "The company has no percent sale taxes; orders with tax will be held.");
        return problems;

        void Check(string setting, bool isThere, string message)
        {
            if (!isThere)
            {
                problems.Add(new($"/settings/{setting}", message));
            }
        }
    }

    private static string MayNotInvoice(ConnectionConfig connection)
        => $" No bank journal is there, or '{connection.Text("login")}' may not read it: orders will be held when they are to be invoiced. Give the user the role Invoicing, or set the policy invoiceWhen to never.";

    // A user who only books orders may not read journals, and needs none.
    private static async Task<long?> JournalAsync(OdooCalls calls, ConnectionConfig connection)
    {
        long? journal = null;
        await calls.EndAsync(async () => journal = await PaymentJournals.DefaultAsync(calls, connection));
        return journal;
    }

    private static JsonObject Found(OdooDefaults defaults, IReadOnlyList<KnownTax> taxes, long? journal)
    {
        var found = new JsonObject
        {
            ["company"] = defaults.Company,
            ["pricelists"] = new JsonObject(defaults.Pricelists.Select(list => KeyValuePair.Create<string, JsonNode?>(list.Key, list.Value))),
            // For people to choose from; which tax an order takes is told for each order.
            ["saleTaxes"] = new JsonArray([.. taxes.Select(tax => (JsonNode)new JsonObject { ["tax"] = tax.Id, ["name"] = tax.Name, ["rate"] = tax.Percent / 100, ["included"] = tax.IsIncluded })]),
            ["tolerance"] = 0.01m,
            ["settleSeconds"] = 130,
            ["createBy"] = "load",
        };
        Add("warehouse", defaults.Warehouse);
        Add("salesperson", defaults.Salesperson);
        Add("shippingProduct", defaults.ShippingProduct);
        Add("discountProduct", defaults.DiscountProduct);
        Add("tipProduct", defaults.TipProduct);
        Add("customProduct", defaults.CustomProduct);
        Add("paymentJournal", journal);
        return found;

        void Add(string name, long? id)
        {
            if (id is { } value)
            {
                found[name] = value;
            }
        }
    }
}
