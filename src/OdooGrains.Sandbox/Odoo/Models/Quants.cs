using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>What lies where, and what of it is reserved. A product without inventory has no quants and is always there.</summary>
internal static class Quants
{
    public static bool IsStorable(OdooDatabase database, OdooRecord product) =>
        database.Version >= 18 ? product.Flag("is_storable") : product.Text("detailed_type") == "product";

    /// <summary>What lies in a location and is not reserved.</summary>
    public static decimal Free(OdooDatabase database, int product, int location) =>
        database.Table("stock.quant").Records.Where(quant => quant.Reference("product_id") == product && quant.Reference("location_id") == location).Sum(Available);

    public static decimal Available(OdooRecord quant) => quant.Number("quantity") - quant.Number("reserved_quantity");

    /// <summary>Adds to what lies in a location, and to what is reserved there; negative amounts take away, also below zero, as Odoo lets people do.</summary>
    public static void Add(OdooTransaction transaction, int product, int location, decimal quantity, decimal reserved)
    {
        if (quantity == 0 && reserved == 0) { return; }
        var quant = Find(transaction, product, location);
        transaction.Write("stock.quant", quant.Id, new()
        {
            ["quantity"] = quant.Number("quantity") + quantity,
            ["reserved_quantity"] = quant.Number("reserved_quantity") + reserved,
        });
    }

    public static OdooRecord Find(OdooTransaction transaction, int product, int location) =>
        transaction.Database.Table("stock.quant").Records.FirstOrDefault(quant => quant.Reference("product_id") == product && quant.Reference("location_id") == location)
        ?? transaction.Get("stock.quant", transaction.Create("stock.quant", new() { ["product_id"] = product, ["location_id"] = location }));

    /// <summary>A quantity of a product by the context: of a warehouse, of a location, or of all internal ones.</summary>
    public static decimal Of(OdooTransaction transaction, OdooRecord product, string field)
    {
        var database = transaction.Database;
        if (!IsStorable(database, product)) { return 0; }
        var places = Places(transaction);
        List<OdooRecord> quants = [.. database.Table("stock.quant").Records.Where(quant => quant.Reference("product_id") == product.Id && places.Contains(quant.Reference("location_id")!.Value))];
        return field switch
        {
            "qty_available" => quants.Sum(quant => quant.Number("quantity")),
            "free_qty" => quants.Sum(Available),
            "incoming_qty" => Moving(database, product, places, "location_dest_id", "location_id"),
            "outgoing_qty" => Moving(database, product, places, "location_id", "location_dest_id"),
            _ => quants.Sum(quant => quant.Number("quantity")) + Moving(database, product, places, "location_dest_id", "location_id") - Moving(database, product, places, "location_id", "location_dest_id"),
        };
    }

    private static decimal Moving(OdooDatabase database, OdooRecord product, HashSet<int> places, string inside, string outside) => database.Table("stock.move").Records
        .Where(move => move.Reference("product_id") == product.Id && Deliveries.IsOpen(move) && places.Contains(move.Reference(inside)!.Value) && !places.Contains(move.Reference(outside)!.Value))
        .Sum(move => move.Number("product_uom_qty"));

    private static HashSet<int> Places(OdooTransaction transaction)
    {
        var (database, context) = (transaction.Database, transaction.Context);
        var all = database.Table("stock.location").Records.ToList();
        if (context.Warehouse is { } warehouse) { return [.. all.Where(place => place.Text("usage") == "internal" && place.Reference("warehouse_id") == warehouse).Select(place => place.Id)]; }
        return context.Location is { } location
            ? [.. all.Where(place => IsBelow(database, place, location)).Select(place => place.Id)]
            : [.. all.Where(place => place.Text("usage") == "internal").Select(place => place.Id)];
    }

    private static bool IsBelow(OdooDatabase database, OdooRecord? place, int location)
    {
        while (place is not null && place.Id != location) { place = database.Find("stock.location", place.Reference("location_id")); }
        return place is not null;
    }
}
