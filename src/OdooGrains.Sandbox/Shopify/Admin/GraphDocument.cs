namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>One operation of a GraphQL document.</summary>
/// <param name="IsMutation">A mutation rather than a query.</param>
/// <param name="Name">Its operation name.</param>
/// <param name="Variables">Names of the variables that it declares, without the dollar sign.</param>
/// <param name="Fields">What it asks for.</param>
internal sealed record GraphOperation(bool IsMutation, string Name, IReadOnlyList<string> Variables, IReadOnlyList<GraphSelection> Fields);

/// <summary>A field that is asked for.</summary>
/// <param name="Arguments">Values are a <see cref="GraphVariable"/>, a text, a number or a list of those.</param>
internal sealed record GraphSelection(
    string Name, IReadOnlyDictionary<string, object?> Arguments, IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Directives, IReadOnlyList<GraphSelection> Fields);

/// <summary>A variable in the place of a value.</summary>
internal sealed record GraphVariable(string Name);

/// <summary>The request cannot be executed; answered as <c>errors[0]</c>, without data.</summary>
internal sealed class GraphException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
