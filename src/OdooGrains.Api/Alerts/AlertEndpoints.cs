using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Webhooks;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Secrets;

namespace OdooGrains.Api.Alerts;

/// <summary>A tenant's alerts, and where it wants to be told of them.</summary>
internal static class AlertEndpoints
{
    private const int UrlLengthMax = 2_000;

    public static void MapAlerts(this RouteGroupBuilder tenant)
    {
        var alerts = tenant.MapGroup("/alerts").WithTags("alerts");
        alerts.MapGet("/", ListAsync).WithSummary("Lists alerts of the last 30 days, newest first; with ?open=true those that stand");
        alerts.MapGet("/webhook", GetWebhookAsync).WithSummary("Shows where the tenant is told of alerts; never the secret");
        alerts.MapPut("/webhook", PutWebhookAsync).WithSummary("Says where the tenant is told of alerts, by Standard Webhooks");
        alerts.MapDelete("/webhook", DeleteWebhookAsync).WithSummary("Tells the tenant no more");
    }

    private static async Task<Results<Ok<Page<AlertView>>, Problem>> ListAsync(Scope scope, bool? open, [AsParameters] PageQuery page, IAlertStore store, HttpContext context)
    {
        AlertCursor? before = null;
        if (page.Cursor is { } text && (before = Cursor(text)) is null)
        {
            return Problems.BadCursor();
        }

        var found = await store.ListAsync(scope.Id, open is true, before, page.Size + 1, context.RequestAborted);
        return TypedResults.Ok(Pages.Of(found, page.Size, Text).Select(AlertView.Of));
    }

    private static async Task<Results<Ok<AlertWebhookView>, Problem>> GetWebhookAsync(Scope scope, IAlertStore store, HttpContext context)
        => await store.FindWebhookAsync(scope.Id, context.RequestAborted) is { } webhook ? TypedResults.Ok(AlertWebhookView.Of(webhook)) : NoWebhook();

    private static async Task<Results<Ok<AlertWebhookView>, Problem>> PutWebhookAsync(
        Scope scope, Body<PutAlertWebhook> body, IAlertStore store, SecretBox box, TimeProvider time, HttpContext context)
    {
        var (text, secret) = body.Value;
        var url = text.Length <= UrlLengthMax && Uri.TryCreate(text, UriKind.Absolute, out var read) ? read : null;
        var checks = new Checks()
            .That(url is not null, "/url", $"This must be an absolute URL of at most {UrlLengthMax} characters.")
            .That(url is null || EgressRules.Problem(url) is null, "/url", (url is null ? null : EgressRules.Problem(url)) ?? "")
            .That(StandardWebhook.Problem(secret) is null, "/secret", StandardWebhook.Problem(secret) ?? "");
        if (checks.Problem is { } problem)
        {
            return problem;
        }

        var webhook = new AlertWebhook(scope.Id, url!, box.Seal(scope.Id, AlertWebhook.SecretName, secret), time.GetUtcNow());
        await store.PutWebhookAsync(webhook, context.RequestAborted);
        return TypedResults.Ok(AlertWebhookView.Of(webhook));
    }

    private static async Task<Results<NoContent, Problem>> DeleteWebhookAsync(Scope scope, IAlertStore store, HttpContext context)
        => await store.DeleteWebhookAsync(scope.Id, context.RequestAborted) ? TypedResults.NoContent() : NoWebhook();

    private static Problem NoWebhook() => Problems.NotFound("The tenant has no webhook for alerts. PUT one to be told.");

    private static string Text(ToldAlert told) => $"{told.Alert.RaisedAt.UtcTicks.ToString(CultureInfo.InvariantCulture)}.{told.Alert.Id:N}";

    private static AlertCursor? Cursor(string text)
        => text.Split('.') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(id, "N", out var alert)
            ? new(new(at, TimeSpan.Zero), alert)
            : null;
}
