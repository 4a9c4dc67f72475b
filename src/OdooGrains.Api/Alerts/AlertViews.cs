using OdooGrains.Storage.Alerts;

namespace OdooGrains.Api.Alerts;

/// <param name="Kind">stall, hold, breaker, auth or feed.</param>
/// <param name="Subject">The connection, or <c>channel/id</c> of the order with the id percent-encoded.</param>
/// <param name="Owner">Whom the order was for when it was raised; none of a connection.</param>
/// <param name="Since">Since when it is wrong.</param>
/// <param name="EndedAt">Null while it is open.</param>
/// <param name="Webhooks">What came of its webhooks; empty where nobody has a URL.</param>
public sealed record AlertView(string Id, string Kind, string Subject, string? Owner, DateTimeOffset Since, DateTimeOffset RaisedAt, DateTimeOffset? EndedAt, IReadOnlyList<AlertMessageView> Webhooks)
{
    public static AlertView Of(ToldAlert told) => new(
        told.Alert.Id.ToString(), Word(told.Alert.Key.Kind), told.Alert.Key.Subject, told.Alert.Owner, told.Alert.Since, told.Alert.RaisedAt, told.Alert.EndedAt, [.. told.Messages.Select(AlertMessageView.Of)]);

    internal static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <param name="Event">raised or ended.</param>
/// <param name="Target">platform or tenant.</param>
/// <param name="Delivery">waiting, delivered or undelivered.</param>
/// <param name="Problem">Why the last attempt failed.</param>
public sealed record AlertMessageView(string Event, string Target, string Delivery, int Attempts, string? Problem)
{
    public static AlertMessageView Of(StoredMessage message)
        => new(AlertView.Word(message.Event), AlertView.Word(message.Target), AlertView.Word(message.Delivery), message.Attempts, message.Problem);
}

/// <summary>Where the tenant wants to be told, and what that is signed with.</summary>
/// <param name="Secret"><c>whsec_…</c>; never shown again.</param>
public sealed record PutAlertWebhook(string Url, string Secret);

/// <summary>Where the tenant is told; the secret is never shown.</summary>
public sealed record AlertWebhookView(string Url, DateTimeOffset UpdatedAt)
{
    public static AlertWebhookView Of(AlertWebhook webhook) => new(webhook.Url.OriginalString, webhook.UpdatedAt);
}
