using System.Text.Json.Nodes;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>The bucket of cost points of one app on one shop: full at first, refilled steadily.</summary>
/// <param name="perSecond">Points that come back a second.</param>
/// <param name="time">The clock that it refills by.</param>
internal sealed class AdminBucket(int perSecond, TimeProvider time)
{
    private const int Seconds = 20;
    private double _available = perSecond * Seconds;
    private long _at = time.GetTimestamp();

    public int Maximum => perSecond * Seconds;

    /// <summary>Takes what a query asks for; false when that is not there.</summary>
    public bool Take(double cost)
    {
        _available = Math.Min(Maximum, _available + (time.GetElapsedTime(_at).TotalSeconds * perSecond));
        _at = time.GetTimestamp();
        if (_available < cost) { return false; }
        _available -= cost;
        return true;
    }

    /// <summary>Gives back what a query did not need.</summary>
    public void Return(double cost) => _available = Math.Min(Maximum, _available + cost);

    public void Empty() => _available = 0;

    public JsonObject Cost(int requested, int? actual) => new()
    {
        ["cost"] = new JsonObject
        {
            ["requestedQueryCost"] = requested,
            ["actualQueryCost"] = actual,
            ["throttleStatus"] = new JsonObject { ["maximumAvailable"] = (double)Maximum, ["currentlyAvailable"] = Math.Floor(_available), ["restoreRate"] = (double)perSecond },
        },
    };
}
