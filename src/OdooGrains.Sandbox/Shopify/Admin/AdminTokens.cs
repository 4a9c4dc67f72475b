using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>
/// Access tokens of the app. A refresh token may be used again until its replacement is used for the first time, and gives a new pair each time
/// (https://shopify.dev/changelog/more-resilient-refreshes-for-expiring-offline-access-tokens).
/// </summary>
internal sealed class AdminTokens(ShopScenario scenario, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly Dictionary<string, DateTimeOffset?> _access = new() { [scenario.AccessToken] = null };
    private readonly Dictionary<string, string?> _refresh = new() { [scenario.RefreshToken] = null };
    private int _issued;

    /// <summary>Refreshes so far.</summary>
    public int Refreshes { get; private set; }

    public bool IsValid(string? token) => token is not null && _access.TryGetValue(token, out var expires) && (expires is not { } at || time.GetUtcNow() < at);

    public void Revoke(string token) => _access.Remove(token);

    /// <summary>Lets the token that the app began with expire.</summary>
    public void Expire(DateTimeOffset at) => _access[scenario.AccessToken] = at;

    public SiteAnswer Refresh(string form)
    {
        var fields = form.Split('&').Select(field => field.Split('=', 2)).Where(field => field.Length == 2).ToDictionary(field => field[0], field => Uri.UnescapeDataString(field[1]));
        if (fields.GetValueOrDefault("client_id") != scenario.ClientId || fields.GetValueOrDefault("client_secret") != scenario.WebhookSecret)
        {
            return AdminJson.Answer(400, new JsonObject { ["error"] = "invalid_client" });
        }

        if (fields.GetValueOrDefault("grant_type") != "refresh_token" || fields.GetValueOrDefault("refresh_token") is not { } used || !_refresh.TryGetValue(used, out var before))
        {
            return AdminJson.Answer(400, new JsonObject { ["error"] = "invalid_grant" });
        }

        // Used for the first time, it retires the one that it replaced.
        if (before is not null) { _refresh.Remove(before); }
        _refresh[used] = null;
        Refreshes++;
        var number = (++_issued).ToString(CultureInfo.InvariantCulture);
        _access[$"shpat_{number}"] = time.GetUtcNow() + Life;
        _refresh[$"shprt_{number}"] = used;
        return AdminJson.Answer(200, new JsonObject
        {
            ["access_token"] = $"shpat_{number}",
            ["expires_in"] = (int)Life.TotalSeconds,
            ["refresh_token"] = $"shprt_{number}",
            ["refresh_token_expires_in"] = 7_776_000,
            ["scope"] = "read_orders",
        });
    }
}
