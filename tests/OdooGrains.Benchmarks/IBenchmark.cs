using System.Text.Json.Nodes;

namespace OdooGrains.Benchmarks;

/// <summary>One benchmark, run by its name.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>What it measures, in a few words.</summary>
    string What { get; }

    /// <summary>Runs it, says to the report how it measured and what it found, and returns the figures.</summary>
    Task<JsonObject> RunAsync(TextWriter report);
}
