using System.Globalization;
using System.Text.Json.Nodes;

namespace OdooGrains.Benchmarks;

/// <summary>Holds figures against the bounds on the command line, so that a script needs no tool of its own for it.</summary>
internal static class Gate
{
    /// <summary>A sentence for each <c>--at-least KEY=NUMBER</c> and <c>--at-most KEY=NUMBER</c> that the figures miss.</summary>
    public static IReadOnlyList<string> Missed(string[] args, JsonObject figures)
        => [.. Bounds(args, "--at-least").Where(bound => Figure(figures, bound.Key) < bound.Number).Select(bound => Sentence("at least", bound, figures)),
            .. Bounds(args, "--at-most").Where(bound => Figure(figures, bound.Key) > bound.Number).Select(bound => Sentence("at most", bound, figures))];

    private static IEnumerable<(string Key, double Number)> Bounds(string[] args, string option)
        => args.Zip(args.Skip(1)).Where(pair => pair.First == option).Select(pair => pair.Second.Split('=')).Select(parts => (parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture)));

    private static double Figure(JsonObject figures, string key)
        => figures[key] is { } figure ? double.Parse(figure.ToString(), CultureInfo.InvariantCulture) : throw new InvalidOperationException($"The benchmark has no figure '{key}'; it has {string.Join(", ", figures.Select(figure => figure.Key))}.");

    private static string Sentence(string bound, (string Key, double Number) asked, JsonObject figures)
        => string.Create(CultureInfo.InvariantCulture, $"MISSED: {asked.Key} is {Figure(figures, asked.Key)}, asked was {bound} {asked.Number}.");
}
