using System.Text.Json.Nodes;

namespace OdooGrains.Simulation;

/// <summary>What a tenant's Odoo takes, as its connection's policy states it: in every window W at most burst + rate × W requests.</summary>
internal sealed record CallsLimit(double PerSecond, int Burst)
{
    // What a call may cost at most: a repeated booking that opens the session. A burst below it could not hold any call's bound.
    private const int DearestCall = 21;

    /// <summary>A limit for three tenants in five, from a stream of its own: the other draws of a seed stay what they are.</summary>
    public static CallsLimit? Draw(int seed, string tenant)
    {
        var random = Streams.Of(seed, $"limit of {tenant}");
        return random.Next(5) < 2 ? null : new(random.Next(10, 100) / 10.0, random.Next(DearestCall, 60));
    }

    public JsonObject Policy => new() { ["callsPerSecond"] = PerSecond, ["callsBurst"] = Burst };

    public override string ToString() => $"at most {Burst} + {PerSecond:0.#}/s";
}
