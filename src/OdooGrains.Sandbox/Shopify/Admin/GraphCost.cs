using System.Text.Json.Nodes;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>
/// Cost points of an operation: 0 for a scalar, 1 for an object, as many as <c>first</c> allows for the items of a list, 10 for a mutation
/// (https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits). Before it runs all that is asked for counts, after it what was found.
/// </summary>
internal static class GraphCost
{
    public const int Max = 1000;
    private const int Mutation = 10;

    public static int Requested(GraphOperation operation, JsonObject variables) => operation.IsMutation
        ? Mutation
        : operation.Fields.Sum(field => Requested(GraphSchema.Find("QueryRoot", field.Name), field, variables));

    public static int Actual(GraphOperation operation, JsonObject data) => operation.IsMutation
        ? Mutation
        : operation.Fields.Sum(field => Actual(GraphSchema.Find("QueryRoot", field.Name), field, data[field.Name]));

    private static int Requested(GraphField field, GraphSelection selection, JsonObject variables) => field.Shape switch
    {
        GraphShape.Scalar => 0,
        GraphShape.Object => 1 + Sum(field.Type!, selection.Fields, variables),
        GraphShape.List => Size(selection, variables, 1) * (1 + Sum(field.Type!, selection.Fields, variables)),
        _ => selection.Fields.Sum(part => part.Name switch
        {
            "nodes" => Size(selection, variables, null) * (1 + Sum(field.Type!, part.Fields, variables)),
            "edges" => Size(selection, variables, null) * part.Fields.Where(inner => inner.Name == "node").Sum(node => 1 + Sum(field.Type!, node.Fields, variables)),
            _ => 1,
        }),
    };

    private static int Actual(GraphField field, GraphSelection selection, JsonNode? found) => (field.Shape, found) switch
    {
        (GraphShape.Scalar, _) or (_, null) => 0,
        (GraphShape.Object, _) => 1 + Found(field.Type!, selection.Fields, found),
        (GraphShape.List, _) => ((JsonArray)found).Sum(item => 1 + Found(field.Type!, selection.Fields, item!)),
        _ => selection.Fields.Sum(part => part.Name switch
        {
            "nodes" => ((JsonArray)found["nodes"]!).Sum(node => 1 + Found(field.Type!, part.Fields, node!)),
            "edges" => ((JsonArray)found["edges"]!).Sum(edge => part.Fields.Where(inner => inner.Name == "node").Sum(node => 1 + Found(field.Type!, node.Fields, edge!["node"]!))),
            _ => 1,
        }),
    };

    private static int Sum(string type, IReadOnlyList<GraphSelection> fields, JsonObject variables) =>
        fields.Sum(inner => Requested(GraphSchema.Find(type, inner.Name), inner, variables));

    private static int Found(string type, IReadOnlyList<GraphSelection> fields, JsonNode found) => fields.Sum(inner => Actual(GraphSchema.Find(type, inner.Name), inner, found[inner.Name]));

    private static int Size(GraphSelection selection, JsonObject variables, int? otherwise) => GraphRun.Number(selection, "first", variables)
        ?? otherwise ?? throw new GraphException("missingRequiredArguments", $"you must provide one of first or last on '{selection.Name}'");
}
