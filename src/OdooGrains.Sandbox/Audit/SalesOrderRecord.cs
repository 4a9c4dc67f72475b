using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Audit;

/// <summary>A line of a sale order as the audit reads it.</summary>
/// <param name="Id">Database id.</param>
/// <param name="Code">The product's internal reference.</param>
/// <param name="Quantity">Ordered quantity.</param>
/// <param name="UnitPrice">Price of one, with or without tax as its taxes say.</param>
/// <param name="DiscountPercent">Percentage taken off.</param>
public sealed record SalesLineRecord(int Id, string? Code, decimal Quantity, decimal UnitPrice, decimal DiscountPercent)
{
    /// <summary>Quantity × price, before discount.</summary>
    public decimal Gross => Quantity * UnitPrice;
}

/// <summary>A sale order of the simulated Odoo as the audit reads it, with every committed write of it and its lines.</summary>
public sealed record SalesOrderRecord
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string? Origin { get; init; }

    public required string? ClientOrderRef { get; init; }

    public required string? ExternalId { get; init; }

    public required string State { get; init; }

    public required string Currency { get; init; }

    public required string? CustomerEmail { get; init; }

    public required decimal Total { get; init; }

    public required IReadOnlyList<SalesLineRecord> Lines { get; init; }

    public required IReadOnlyList<JournalEntry> Journal { get; init; }

    /// <summary>Reads all sale orders of a simulated Odoo.</summary>
    public static IReadOnlyList<SalesOrderRecord> From(SimulatedOdoo odoo)
    {
        var codes = odoo.Records("product.product").ToDictionary(product => (int)product["id"]!, product => (string?)product["default_code"]);
        var partners = odoo.Records("res.partner").ToDictionary(partner => (int)partner["id"]!);
        var currencies = odoo.Records("res.currency").ToDictionary(currency => (int)currency["id"]!, currency => (string)currency["name"]!);
        var lines = odoo.Records("sale.order.line").Where(line => line["product_id"] is not null)
            .ToLookup(line => (int)line["order_id"]!, line => Line(line, codes));
        var journal = JournalOf(odoo.Journal.Entries);
        return [.. odoo.Records("sale.order").Select(order => new SalesOrderRecord
        {
            Id = (int)order["id"]!,
            Name = (string)order["name"]!,
            Origin = (string?)order["origin"],
            ClientOrderRef = (string?)order["client_order_ref"],
            ExternalId = odoo.ExternalId("sale.order", (int)order["id"]!),
            State = (string)order["state"]!,
            Currency = currencies[(int)order["currency_id"]!],
            CustomerEmail = Email(partners, (int)order["partner_id"]!),
            Total = (decimal)order["amount_total"]!,
            Lines = [.. lines[(int)order["id"]!]],
            Journal = [.. journal[(int)order["id"]!]],
        })];
    }

    private static SalesLineRecord Line(IReadOnlyDictionary<string, object?> line, Dictionary<int, string?> codes) =>
        new((int)line["id"]!, codes[(int)line["product_id"]!], (decimal)line["product_uom_qty"]!, (decimal)line["price_unit"]!, (decimal)line["discount"]!);

    private static string? Email(Dictionary<int, IReadOnlyDictionary<string, object?>> partners, int id) =>
        (string?)partners[id]["email"] ?? (partners[id]["parent_id"] is int parent ? (string?)partners[parent]["email"] : null);

    private static ILookup<int, JournalEntry> JournalOf(IReadOnlyList<JournalEntry> entries)
    {
        var orderOfLine = entries.Where(entry => entry is { Model: "sale.order.line", Operation: "create" })
            .ToDictionary(entry => entry.RecordId, entry => (int)entry.Values["order_id"]!);
        return entries
            .Where(entry => entry.Model == "sale.order" || (entry.Model == "sale.order.line" && orderOfLine.ContainsKey(entry.RecordId)))
            .ToLookup(entry => entry.Model == "sale.order" ? entry.RecordId : orderOfLine[entry.RecordId]);
    }
}
