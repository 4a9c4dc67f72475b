using OdooGrains.Sandbox.Odoo.Data;
using OdooGrains.Sandbox.Odoo.Protocols;

namespace OdooGrains.Sandbox.Odoo;

/// <summary>A post of an automation rule: no signature, no event id, never repeated.</summary>
public sealed record WebhookPost(string Url, byte[] Body);

/// <summary>
/// base.automation with the action "send a webhook". A rule fires on every recomputed write, so one change makes several equal posts. Until
/// 18 they leave inside the transaction: before its commit, and also where it is rolled back. From 19 on they follow the commit.
/// </summary>
internal sealed class Automations
{
    /// <summary>Posts for one change of a record; recorded were 4 to 6.</summary>
    private const int PostsPerChange = 4;

    private readonly List<(string Model, string Url, string[] Fields)> _rules = [];
    private List<WebhookPost> _posts = [];

    public void Add(string model, string url, string[] fields) => _rules.Add((model, url, fields));

    public IReadOnlyList<WebhookPost> Take()
    {
        var taken = _posts;
        _posts = [];
        return taken;
    }

    public void Committed(OdooTransaction transaction) => Post(transaction);

    public void RollingBack(OdooTransaction transaction)
    {
        if (transaction.Database.Version <= 18) { Post(transaction); }
    }

    private void Post(OdooTransaction transaction)
    {
        if (_rules.Count == 0) { return; }
        foreach (var (model, id) in transaction.Writes.Where(write => write.Operation != "unlink").Select(write => (write.Model, write.RecordId)).Distinct())
        {
            foreach (var (_, url, fields) in _rules.Where(rule => rule.Model == model))
            {
                if (transaction.Database.Find(model, id) is { } record) { _posts.AddRange(Enumerable.Repeat(new WebhookPost(url, Body(record, fields)), PostsPerChange)); }
            }
        }
    }

    // A many2one is a bare id, and the write date has the microseconds that the other answers lack.
    private static byte[] Body(OdooRecord record, string[] fields)
    {
        Dictionary<string, object?> body = new() { ["_action"] = "Send Webhook Notification(#518)", ["_id"] = record.Id, ["_model"] = record.Model, ["id"] = record.Id };
        foreach (var field in fields) { body[field] = field == "write_date" ? $"{record.Text(field)}.000000" : record[field] ?? false; }
        return WireJson.Write(body);
    }
}
