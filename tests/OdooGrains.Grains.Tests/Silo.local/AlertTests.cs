using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Webhooks;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Alerts;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>Whatever stands still is told once, and once that it goes on.</summary>
public sealed class AlertTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly TenantId Acme = new("acme");
    private static readonly AlertOptions Platform = new() { Url = new("https://platform.example/alerts"), Secret = Secret };

    [Fact]
    public void A_stalled_order_is_told_once_over_restarts_and_once_that_it_goes_on() => World.Run(async world =>
    {
        await RestartAsync(world);
        await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Paused }, reload: true);
        await world.AcceptAsync(An.Order());
        await world.PassAsync(TimeSpan.FromMinutes(16));
        for (var restart = 0; restart < 3; restart++)
        {
            await RestartAsync(world);
            await world.PassAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["alert.raised stall shop/1001"], world.Receiver.Said);
        Assert.Single(world.Log.Lines, line => line.Text.Contains("Alert of tenant acme: Stall of shop/1001", StringComparison.Ordinal));

        await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Active }, reload: true);
        await world.UntilConfirmedAsync();
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["alert.raised stall shop/1001", "alert.ended stall shop/1001"], world.Receiver.Said);
        Assert.Empty(await world.Store.Alerts.OpenAsync(null, 10, default));
    });

    [Fact]
    public void A_held_order_is_told_at_its_deadline_and_not_before() => World.Run(async world =>
    {
        await RestartAsync(world);
        world.Erp.Next(An.Book, An.Failure(FailureClass.Business));
        await world.AcceptAsync(An.Order());
        await world.UntilHeldAsync("scripted");
        await world.PassAsync(await world.UntilDeadlineAsync() - TimeSpan.FromMinutes(1));
        Assert.Empty(world.Receiver.Requests);

        await world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["alert.raised hold shop/1001"], world.Receiver.Said);
    }, seeds: 1);

    [Fact]
    public void An_alert_names_the_owner_that_policy_names() => World.Run(async world =>
    {
        await world.StatePolicyAsync("""{"owner.business": "sales@acme.example", "owner.business.money": "finance@acme.example", "holdDeadlineSeconds": 60}""");
        await RestartAsync(world);
        world.Erp.Next(An.Book, An.Failure(FailureClass.Business));
        await world.AcceptAsync(An.Order());
        await world.UntilHeldAsync("scripted");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Contains("\"owner\":\"sales@acme.example\"", System.Text.Encoding.UTF8.GetString(Assert.Single(world.Receiver.Requests).Body.Span), StringComparison.Ordinal);
        Assert.Equal("sales@acme.example", (await world.Store.Failures.HeldAsync(Acme, null, 1, default))[0].Owner);
    }, seeds: 1);

    [Fact]
    public void An_open_breaker_is_told_after_five_minutes_and_its_end_by_whoever_owns_the_connection_then() => World.Run(async world =>
    {
        await RestartAsync(world);
        var isDead = true;
        world.Erp.Next(An.Customer, effect => Task.FromResult(isDead ? An.Failure(FailureClass.Transient) : world.Erp.Do(effect)), times: 10_000);
        for (var order = 1; order <= 10; order++)
        {
            await world.AcceptAsync(An.Order($"{order}"));
        }

        await world.UntilAsync(async () => (await world.Connection().Status()).Breaker == "open", "the open breaker");
        await world.PassAsync(AlertRules.BreakerOpenMax - TimeSpan.FromSeconds(10));
        Assert.DoesNotContain("alert.raised breaker odoo", world.Receiver.Said);
        await world.PassAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(["alert.raised breaker odoo"], world.Receiver.Said);

        await RestartAsync(world);
        isDead = false;
        await world.UntilAsync(() => world.Receiver.Said.Contains("alert.ended breaker odoo"), "the end of the alert");
        Assert.Single(world.Receiver.Said, "alert.raised breaker odoo");
    });

    [Fact]
    public void Refused_credentials_are_told_until_they_are_good_again() => World.Run(async world =>
    {
        await RestartAsync(world);
        await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.AuthFailed });
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Active });
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["alert.raised auth odoo", "alert.ended auth odoo"], world.Receiver.Said);
    });

    [Fact]
    public void A_message_that_is_not_taken_comes_again_under_its_id_signed_anew_and_is_given_up_after_a_day() => World.Run(async world =>
    {
        await RestartAsync(world);
        world.Receiver.Answer = _ => WebhookReceiver.Status(500);
        await FailAuthAsync(world);
        await world.PassAsync(TimeSpan.FromHours(25));

        var requests = world.Receiver.Requests;
        Assert.Equal(AlertRetries.AttemptsMax, requests.Count);
        Assert.Single(requests.Select(request => WebhookReceiver.Header(request, "webhook-id")).Distinct());
        Assert.Single(requests.Select(request => Convert.ToBase64String(request.Body.Span)).Distinct());
        Assert.Equal(requests.Count, requests.Select(request => WebhookReceiver.Header(request, "webhook-timestamp")).Distinct().Count());
        Assert.All(requests, request => Assert.Equal(
            StandardWebhook.Headers(Secret, WebhookReceiver.Header(request, "webhook-id"), DateTimeOffset.FromUnixTimeSeconds(long.Parse(WebhookReceiver.Header(request, "webhook-timestamp"))), request.Body.Span),
            request.Headers));
        var message = Assert.Single((await ListAsync(world)).Single().Messages);
        Assert.Equal((AlertDelivery.Undelivered, "It answered 500; 2xx takes the message."), (message.Delivery, message.Problem));
    }, seeds: 1);

    [Fact]
    public void A_receiver_that_is_gone_is_not_asked_again() => World.Run(async world =>
    {
        await RestartAsync(world);
        world.Receiver.Answer = _ => WebhookReceiver.Status(410);
        await FailAuthAsync(world);
        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Single(world.Receiver.Requests);
        Assert.Equal(AlertDelivery.Undelivered, (await ListAsync(world)).Single().Messages.Single().Delivery);
    }, seeds: 1);

    [Fact]
    public void The_tenant_is_told_at_its_own_address_with_its_own_secret() => World.Run(async world =>
    {
        const string Own = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
        await world.Store.Alerts.PutWebhookAsync(new(Acme, new("https://acme.example/ops"), new SecretBox(new byte[32]).Seal(Acme, AlertWebhook.SecretName, Own), world.Now), default);
        world.Node.StartSweep();
        await FailAuthAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(1));

        var request = Assert.Single(world.Receiver.Requests);
        Assert.Equal("https://acme.example/ops", request.Url.ToString());
        Assert.Equal(StandardWebhook.Headers(Own, WebhookReceiver.Header(request, "webhook-id"), world.Now, request.Body.Span)[0], request.Headers[0]);
    }, seeds: 1);

    [Fact]
    public void A_receiver_that_never_answers_holds_up_neither_the_sweep_nor_other_alerts() => World.Run(async world =>
    {
        await RestartAsync(world);
        var hangs = new TaskCompletionSource<EgressOutcome>();
        world.Receiver.Answer = _ => hangs.Task;
        await FailAuthAsync(world);
        await world.AcceptAsync(An.Order(), isHinted: false);
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.True(world.Now - world.Node.Sweeper.LastRoundAt < TimeSpan.FromSeconds(5));
        Assert.Single(await ListAsync(world));
        hangs.SetResult(await WebhookReceiver.Status(200));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(AlertDelivery.Delivered, (await ListAsync(world)).Single().Messages.Single().Delivery);
    }, seeds: 1);

    // A process with the platform's URL set, and its sweep.
    private static async Task RestartAsync(World world)
    {
        world.Alerts = Platform;
        await world.RestartAsync();
        world.Node.StartSweep();
    }

    private static Task FailAuthAsync(World world) => world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.AuthFailed });

    private static Task<IReadOnlyList<ToldAlert>> ListAsync(World world) => world.Store.Alerts.ListAsync(Acme, false, null, 10, default);
}
