using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo.Invoices;

/// <summary>The journal of a payment: by its gateway from the setting <c>paymentJournals</c>, else <c>paymentJournal</c>, else the company's first bank journal.</summary>
internal static class PaymentJournals
{
    public static async Task<long> ForAsync(OdooCalls calls, ConnectionConfig connection, string? gateway)
        => (gateway is not null && connection.Setting("paymentJournals") is JsonObject journals && journals[gateway] is JsonValue set && long.TryParse(set.ToString(), out var journal) ? journal : null as long?)
            ?? await DefaultAsync(calls, connection)
            ?? throw OdooStopException.Setting("paymentJournals", $"Odoo has no bank journal for payments of '{gateway ?? "an unnamed gateway"}'.");

    /// <summary>The journal of gateways that no setting names; null where the company has no bank journal.</summary>
    public static async Task<long?> DefaultAsync(OdooCalls calls, ConnectionConfig connection)
    {
        if (OdooSettings.Id(connection, "paymentJournal") is { } set)
        {
            return set;
        }

        var memory = calls.Session.Memory;
        memory.PaymentJournal ??= await calls.SearchAsync("account.journal", [new JsonArray("type", "=", "bank"), new JsonArray("company_id", "=", calls.Company)], ["name"], 1, "sequence, id") is [var found] ? found.Id : 0;
        return memory.PaymentJournal > 0 ? memory.PaymentJournal : null;
    }

    public static IEnumerable<SettingProblem> Problems(ConnectionConfig connection) => connection.Settings["paymentJournals"] switch
    {
        null => [],
        JsonObject journals => journals.Where(entry => entry.Value is not JsonValue value || !long.TryParse(value.ToString(), out var id) || id <= 0)
            .Select(entry => new SettingProblem($"/settings/paymentJournals/{entry.Key}", $"The journal of '{entry.Key}' must be a database id, such as 6.")),
        _ => [new("/settings/paymentJournals", "paymentJournals must be an object of journals by gateway, such as {\"stripe\": 6}.")],
    };
}
