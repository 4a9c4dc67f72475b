using System.Collections.Concurrent;
using System.Text;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Shopify.Admin;

/// <summary>A token to call with, or why there is none; nothing was written.</summary>
internal abstract record TokenReply
{
    public sealed record Usable(string Access) : TokenReply;

    public sealed record Refused(Failure Failure) : TokenReply;
}

/// <summary>
/// The access tokens of connections, refreshed a few minutes before their end, once for all calls that need it. Shopify takes a refresh token again
/// until its replacement is used for the first time (https://shopify.dev/changelog/more-resilient-refreshes-for-expiring-offline-access-tokens), so a
/// replacement is kept before it is used, and whatever is lost before that is harmless.
/// </summary>
internal sealed class ShopifyTokens(IEgress egress, IIssuedSecrets issued, TimeProvider time)
{
    private static readonly TimeSpan RefreshedAgain = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ConnectionKey, Chain> _chains = new();

    public async Task<TokenReply> GetAsync(ConnectionConfig connection, CancellationToken cancellation)
    {
        if (ShopifyToken.Of(connection) is not { } given)
        {
            return Refused(FailureClass.Auth, "no_token", $"The connection has no {ShopifyToken.AccessSecret}: it takes webhooks, and calls nothing. Put the app's Admin API access token into it.");
        }

        // One that never expires has nothing to remember.
        return given.Refresh is null ? new TokenReply.Usable(given.Access!) : await OfAsync(ChainOf(connection, given), connection, cancellation);
    }

    /// <summary>Whether the next call refreshes first, which is one request.</summary>
    public bool NeedsRefresh(ConnectionConfig connection) => ShopifyToken.Of(connection) is { Refresh: not null } given && !ChainOf(connection, given).Newest.IsFresh(time.GetUtcNow());

    /// <summary>Shopify refused the token. True where another may be had, by the next call.</summary>
    public bool IsReplaced(ConnectionConfig connection, string access)
    {
        if (!_chains.TryGetValue(connection.Key, out var chain))
        {
            return false;
        }

        var now = time.GetUtcNow();
        if (chain.Newest.Access == access && now - chain.RefreshedAt < RefreshedAgain)
        {
            return false;
        }

        chain.End(access, now);
        return true;
    }

    private async Task<TokenReply> OfAsync(Chain chain, ConnectionConfig connection, CancellationToken cancellation)
    {
        if (chain.Newest is { Access: { } access } fresh && fresh.IsFresh(time.GetUtcNow()))
        {
            return new TokenReply.Usable(access);
        }

        try
        {
            await chain.Turn.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return Refused(FailureClass.Transient, "cancelled", "The call was cancelled while it waited for an access token.");
        }

        try
        {
            return chain.Newest is { Access: { } refreshed } newest && newest.IsFresh(time.GetUtcNow()) ? new TokenReply.Usable(refreshed) : await RefreshAsync(chain, connection, cancellation);
        }
        finally
        {
            chain.Turn.Release();
        }
    }

    private async Task<TokenReply> RefreshAsync(Chain chain, ConnectionConfig connection, CancellationToken cancellation)
    {
        var old = chain.Newest;
        if (chain.Unkept is { } replaces && await KeptAsync(connection.Key, replaces, old) is { } lost)
        {
            return Otherwise(chain, lost);
        }

        chain.Unkept = null;
        var outcome = await egress.SendAsync(Request(connection, old.Refresh!), cancellation);
        if (outcome is not EgressOutcome.Answered { Status: 200 } answer || ShopifyToken.Of(answer.Body, time.GetUtcNow()) is not { } token)
        {
            return Otherwise(chain, FailureOf(outcome));
        }

        chain.Add(token, time.GetUtcNow());
        chain.Unkept = await KeptAsync(connection.Key, old.Refresh!, token) is null ? null : old.Refresh;
        return new TokenReply.Usable(token.Access!);
    }

    // The token before may still do for the minutes that are left.
    private TokenReply Otherwise(Chain chain, Failure failure)
        => chain.Newest is { Access: { } access } left && left.IsUsable(time.GetUtcNow()) ? new TokenReply.Usable(access) : new TokenReply.Refused(failure);

    private async Task<Failure?> KeptAsync(ConnectionKey connection, string replaces, ShopifyToken token)
    {
        try
        {
            if (await issued.KeepAsync(connection, new(ShopifyToken.RefreshSecret, replaces), token.Secrets, CancellationToken.None))
            {
                return null;
            }

            // Another process, or a person, put another one there: that one is the connection's from now on.
            _chains.TryRemove(connection, out _);
            return new(FailureClass.Transient, "token_replaced", "The connection's tokens were replaced by others meanwhile.");
        }
        catch (Exception error)
        {
            return new(FailureClass.Transient, "token_not_kept", $"The refreshed access token could not be stored ({error.GetType().Name}).");
        }
    }

    private static EgressRequest Request(ConnectionConfig connection, string refresh)
    {
        var form = string.Join('&', new (string Name, string? Value)[]
        {
            ("client_id", connection.Text(ShopifySettings.ClientId)),
            ("client_secret", connection.Secret(ShopifySignature.Secret)),
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
        }.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value ?? "")}"));
        return new()
        {
            Method = "POST",
            Url = ShopifySettings.At(connection, "/admin/oauth/access_token"),
            Headers = [new("Accept", "application/json")],
            ContentType = "application/x-www-form-urlencoded",
            Body = Encoding.UTF8.GetBytes(form),
            Timeout = ShopifyLimits.ReadTimeout,
        };
    }

    private static Failure FailureOf(EgressOutcome outcome) => outcome switch
    {
        EgressOutcome.NotSent { Code: "refused" } refused => new(FailureClass.Auth, "address_refused", refused.Reason),
        EgressOutcome.NotSent unsent => new(FailureClass.Transient, unsent.Code, unsent.Reason),
        // invalid_grant, invalid_client: a repeat is refused as well.
        EgressOutcome.Answered { Status: 400 or 401 or 403 } => new(FailureClass.Auth, "refresh_refused", "Shopify refuses the refresh token or the app's client id and secret. Let the shop's owner open the app again, and put the new tokens into the connection."),
        EgressOutcome.Answered { Status: not 200 } answer when ShopifyErrors.OfStatus(answer) is ShopifyReply.Refused refused => refused.Failure,
        _ => new(FailureClass.Transient, "no_token", "Shopify did not answer the refresh of the access token."),
    };

    private Chain ChainOf(ConnectionConfig connection, ShopifyToken given)
        => _chains.AddOrUpdate(connection.Key, _ => new(given), (_, known) => known.Knows(given.Refresh!) ? known : new(given));

    private static TokenReply.Refused Refused(FailureClass failure, string code, string message) => new(new Failure(failure, code, message));

    /// <summary>The tokens of a connection in this process, each from the one before it. A configuration read before a refresh holds an older one.</summary>
    private sealed class Chain(ShopifyToken given)
    {
        private const int RefreshesKept = 3;

        private Link _link = new(given, [given.Refresh!], default);

        /// <summary>Held by the one call that refreshes.</summary>
        public SemaphoreSlim Turn { get; } = new(1);

        public ShopifyToken Newest => Volatile.Read(ref _link).Token;

        public DateTimeOffset RefreshedAt => Volatile.Read(ref _link).RefreshedAt;

        /// <summary>The refresh token in whose place the newest is still to be kept; null once it is. Only for whoever holds the turn.</summary>
        public string? Unkept { get; set; }

        public bool Knows(string refresh) => Volatile.Read(ref _link).Refreshes.Contains(refresh);

        public void Add(ShopifyToken token, DateTimeOffset now)
            => Volatile.Write(ref _link, new(token, [token.Refresh!, .. Volatile.Read(ref _link).Refreshes.Take(RefreshesKept - 1)], now));

        /// <summary>The access token is worth nothing any more, unless another has taken its place meanwhile.</summary>
        public void End(string access, DateTimeOffset now)
        {
            if (Volatile.Read(ref _link) is { } link && link.Token.Access == access)
            {
                Interlocked.CompareExchange(ref _link, link with { Token = link.Token with { ExpiresAt = now } }, link);
            }
        }

        private sealed record Link(ShopifyToken Token, IReadOnlyList<string> Refreshes, DateTimeOffset RefreshedAt);
    }
}
