using System.Globalization;
using System.Text.Json.Nodes;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>Takes out of a whole object exactly what is asked for, strictly by the schema.</summary>
internal sealed class GraphRun(JsonObject variables)
{
    private const int FirstMax = 250;

    public static int? Number(GraphSelection selection, string argument, JsonObject variables) => Argument(selection, argument, variables) switch
    {
        long number => (int)number,
        JsonValue value => value.GetValue<int>(),
        _ => null,
    };

    public static string? Text(GraphSelection selection, string argument, JsonObject variables) => Argument(selection, argument, variables)?.ToString();

    public static object? Argument(GraphSelection selection, string argument, JsonObject variables) =>
        selection.Arguments.GetValueOrDefault(argument) is GraphVariable variable ? variables[variable.Name] : selection.Arguments.GetValueOrDefault(argument);

    /// <summary>Refuses what the schema does not have, before anything runs.</summary>
    public void Check(GraphOperation operation)
    {
        var undeclared = variables.Select(variable => variable.Key).FirstOrDefault(name => !operation.Variables.Contains(name));
        if (undeclared is not null) { throw new GraphException("variableNotDeclared", $"Variable ${undeclared} is not declared by {operation.Name}"); }
        foreach (var field in operation.Fields) { Check(operation, operation.IsMutation ? "Mutation" : "QueryRoot", field); }
    }

    /// <summary>What is asked for of a value of the field.</summary>
    public JsonNode? Take(GraphField field, GraphSelection selection, JsonNode? value) => (field.Shape, value) switch
    {
        (_, null) => null,
        (GraphShape.Scalar, _) => value.DeepClone(),
        (GraphShape.Object, _) => Object(field.Type!, selection.Fields, Narrowed(field, selection, (JsonObject)value)),
        (GraphShape.List, _) => List(field, selection, (JsonArray)value),
        _ => Connection(field, selection, (JsonArray)value),
    };

    private void Check(GraphOperation operation, string type, GraphSelection selection)
    {
        var field = GraphSchema.Find(type, selection.Name);
        foreach (var (name, value) in selection.Arguments)
        {
            if (!field.Arguments.Contains(name)) { throw new GraphException("argumentNotAccepted", $"Field '{field.Name}' doesn't accept argument '{name}'"); }
            if (value is GraphVariable variable && !operation.Variables.Contains(variable.Name)) { throw new GraphException("variableNotDefined", $"Variable ${variable.Name} is used by {operation.Name} but not declared"); }
        }

        if (Number(selection, "first", variables) > FirstMax) { throw new GraphException("INVALID_FIELD_ARGUMENTS", $"first must be at most {FirstMax}"); }
        if (field.Shape is GraphShape.Scalar != (selection.Fields.Count == 0)) { throw new GraphException("selectionMismatch", $"Field '{field.Name}' has the wrong selections"); }
        foreach (var inner in field.Shape is GraphShape.Connection ? Nodes(selection) : selection.Fields) { Check(operation, field.Type!, inner); }
    }

    private static IEnumerable<GraphSelection> Nodes(GraphSelection connection) => connection.Fields.SelectMany(part => part.Name switch
    {
        "nodes" => part.Fields,
        "edges" => part.Fields.SelectMany(inner => inner.Name switch
        {
            "cursor" => [],
            "node" => inner.Fields,
            _ => throw new GraphException("undefinedField", $"Field '{inner.Name}' doesn't exist on an edge"),
        }),
        "pageInfo" => part.Fields.Select(inner => GraphSchema.Find("PageInfo", inner.Name)).All(_ => true) ? [] : [],
        _ => throw new GraphException("undefinedField", $"Field '{part.Name}' doesn't exist on a connection"),
    });

    private JsonObject Object(string type, IReadOnlyList<GraphSelection> fields, JsonObject? value) =>
        value is null ? null! : new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, Take(GraphSchema.Find(type, field.Name), field, Member(type, value, field)))));

    // What is missing in our own data is a mistake of the simulation, not null.
    private static JsonNode? Member(string type, JsonObject value, GraphSelection field) => value.TryGetPropertyValue(field.Name, out var member)
        ? member
        : throw new InvalidOperationException($"The simulated {type} has no {field.Name}.");

    private JsonArray List(GraphField field, GraphSelection selection, JsonArray items)
    {
        var names = (Argument(selection, "names", variables) as List<object?>)?.Select(name => name?.ToString()).ToHashSet();
        var wanted = items.Where(item => names is null || names.Contains(item!["name"]!.ToString())).Take(Number(selection, "first", variables) ?? int.MaxValue);
        return new JsonArray([.. wanted.Select(item => Object(field.Type!, selection.Fields, (JsonObject)item!))]);
    }

    // The level of an inventory item is the one at a location.
    private JsonObject? Narrowed(GraphField field, GraphSelection selection, JsonObject value) =>
        field.Name == "inventoryLevel" ? (JsonObject?)value[Text(selection, "locationId", variables) ?? ""] : value;

    private JsonObject Connection(GraphField field, GraphSelection selection, JsonArray items)
    {
        var after = Text(selection, "after", variables) ?? "";
        var rest = items.Select((item, index) => (Node: (JsonObject)item!, Cursor: Cursor(field.Type!, (JsonObject)item!, index))).Where(item => string.CompareOrdinal(item.Cursor, after) > 0).ToList();
        var page = rest.Take(Number(selection, "first", variables)!.Value).ToList();
        return new JsonObject(selection.Fields.Select(part => KeyValuePair.Create<string, JsonNode?>(part.Name, part.Name switch
        {
            "nodes" => new JsonArray([.. page.Select(item => Object(field.Type!, part.Fields, item.Node))]),
            "edges" => new JsonArray([.. page.Select(item => Edge(field, part, item.Node, item.Cursor))]),
            _ => Object("PageInfo", part.Fields, new JsonObject { ["hasNextPage"] = page.Count < rest.Count, ["endCursor"] = page.Count > 0 ? page[^1].Cursor : null }),
        })));
    }

    // An order's is its place by time, as Shopify's cursors hold the value that is sorted by: an order that changes while pages are read pushes no other off them.
    private static string Cursor(string type, JsonObject node, int index) => type == "Order" ? $"{node["updatedAt"]} {node["id"]}" : (index + 1).ToString("D9", CultureInfo.InvariantCulture);

    private JsonObject Edge(GraphField field, GraphSelection edge, JsonObject node, string cursor) => new(edge.Fields.Select(part =>
        KeyValuePair.Create<string, JsonNode?>(part.Name, part.Name == "cursor" ? cursor : Object(field.Type!, part.Fields, node))));
}
