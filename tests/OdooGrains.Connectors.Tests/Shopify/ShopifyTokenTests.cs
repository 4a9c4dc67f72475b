using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using static OdooGrains.Connectors.Tests.Shopify.ShopifyLab;

namespace OdooGrains.Connectors.Tests.Shopify;

/// <summary>Access tokens that expire after an hour, and refresh tokens that each refresh replaces.</summary>
public sealed class ShopifyTokenTests
{
    private readonly ShopifyLab _lab = new(expires: true);

    private AnnounceDelivery Missing { get; } = new("77", new() { Id = "d", Source = DeliverySource.Erp, Status = DeliveryStatus.Done, Lines = [new("1", 1)], UpdatedAt = default });

    [Fact]
    public async Task A_token_is_refreshed_minutes_before_its_end_and_both_are_kept()
    {
        _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T12:04:00Z";
        Assert.Equal(1, _lab.Connector.Outbound.SessionCost(_lab.Connection));

        await AssertWorksAsync();

        Assert.Equal(("shpat_1", "shprt_1", "2026-11-20T13:00:00Z"), (_lab.Kept.Secrets["accessToken"], _lab.Kept.Secrets["refreshToken"], _lab.Kept.Secrets["accessTokenExpires"]));
        Assert.Equal((1, 0), (_lab.Admin.Refreshes, _lab.Connector.Outbound.SessionCost(_lab.Connection)));
    }

    [Fact]
    public async Task A_configuration_from_before_a_refresh_is_called_with_the_refreshed_token()
    {
        _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T12:04:00Z";
        var old = _lab.Connection;
        await AssertWorksAsync();

        Assert.Equal("missing_in_shop", Failed(await _lab.Connector.Outbound.LookUpAsync(old, _lab.Effect(Missing), default)).Code);
        Assert.Equal(1, _lab.Admin.Refreshes);
    }

    [Fact]
    public async Task Many_calls_at_once_refresh_once()
    {
        _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T12:00:00Z";
        var connection = _lab.Connection;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _lab.Connector.Outbound.LookUpAsync(connection, _lab.Effect(Missing), default))));

        Assert.All(outcomes, outcome => Assert.Equal("missing_in_shop", Failed(outcome).Code));
        Assert.Equal(1, _lab.Admin.Refreshes);
    }

    [Fact]
    public async Task A_refreshed_token_survives_a_restart()
    {
        _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T12:00:00Z";
        await AssertWorksAsync();

        _lab.Start();
        _lab.Time.Advance(TimeSpan.FromMinutes(50));
        await AssertWorksAsync();
        Assert.Equal(1, _lab.Admin.Refreshes);

        _lab.Time.Advance(TimeSpan.FromMinutes(6));
        await AssertWorksAsync();
        Assert.Equal((2, "shprt_2"), (_lab.Admin.Refreshes, _lab.Kept.Secrets["refreshToken"]));
    }

    [Fact]
    public async Task A_token_without_a_known_end_is_used_until_it_is_refused()
    {
        await AssertWorksAsync();
        Assert.Equal(0, _lab.Admin.Refreshes);

        _lab.Admin.Revoke(_lab.Scenario.AccessToken);
        Assert.Equal((FailureClass.Transient, "token_refused"), await FailureAsync());
        await AssertWorksAsync();
        Assert.Equal(1, _lab.Admin.Refreshes);
    }

    [Fact]
    public async Task A_token_that_is_refused_right_after_its_refresh_is_a_matter_for_people()
    {
        _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T12:00:00Z";
        await AssertWorksAsync();
        _lab.Admin.Revoke("shpat_1");

        Assert.Equal((FailureClass.Auth, "unauthorized"), await FailureAsync());
    }

    [Fact]
    public async Task A_static_token_that_is_refused_is_a_matter_for_people()
    {
        var lab = new ShopifyLab();
        lab.Admin.Revoke(lab.Scenario.AccessToken);

        Assert.Equal((FailureClass.Auth, "unauthorized"), (Failed(await lab.LookUpAsync(Missing)).Class, Failed(await lab.LookUpAsync(Missing)).Code));
        Assert.Equal(0, lab.Connector.Outbound.SessionCost(lab.Connection));
    }

    [Fact]
    public async Task A_refresh_token_that_is_refused_is_a_matter_for_people_once_the_old_token_has_ended()
    {
        _lab.Kept.Secrets["refreshToken"] = "unknown";
        _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T12:03:00Z";
        await AssertWorksAsync();

        _lab.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal((FailureClass.Auth, "refresh_refused"), await FailureAsync());
    }

    [Fact]
    public async Task While_the_store_is_down_the_new_token_works_and_its_replacement_waits()
    {
        _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T12:00:00Z";
        _lab.Kept.IsDown = true;
        await AssertWorksAsync();
        _lab.Time.Advance(TimeSpan.FromMinutes(61));

        // Using the replacement would end the only refresh token that is stored.
        Assert.Equal((FailureClass.Transient, "token_not_kept"), await FailureAsync());
        Assert.Equal(1, _lab.Admin.Refreshes);

        // After a kill the stored one still does.
        _lab.Start();
        _lab.Kept.IsDown = false;
        await AssertWorksAsync();
        Assert.Equal(("shprt_2", 1), (_lab.Kept.Secrets["refreshToken"], _lab.Kept.Writes));
    }

    [Fact]
    public async Task What_could_not_be_stored_is_stored_before_the_next_refresh()
    {
        _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T12:00:00Z";
        _lab.Kept.IsDown = true;
        await AssertWorksAsync();
        _lab.Kept.IsDown = false;
        _lab.Time.Advance(TimeSpan.FromMinutes(61));

        await AssertWorksAsync();

        Assert.Equal(("shprt_2", 2, 2), (_lab.Kept.Secrets["refreshToken"], _lab.Kept.Writes, _lab.Admin.Refreshes));
    }

    [Fact]
    public async Task Tokens_that_a_person_gives_take_the_place_of_the_refreshed_ones()
    {
        _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T12:00:00Z";
        await AssertWorksAsync();
        _lab.Kept.Secrets["refreshToken"] = "given";
        _lab.Kept.Secrets["accessToken"] = _lab.Scenario.AccessToken;

        await AssertWorksAsync();

        Assert.Equal(_lab.Scenario.AccessToken, _lab.Egress.Requests[^1].Headers.First(header => header.Key == "X-Shopify-Access-Token").Value);
    }

    private async Task AssertWorksAsync() => Assert.Equal((FailureClass.Business, "missing_in_shop"), await FailureAsync());

    // An order that the shop does not have: the token was taken.
    private async Task<(FailureClass, string)> FailureAsync() => await _lab.LookUpAsync(Missing) is EffectOutcome.Failed { Failure: var failure } ? (failure.Class, failure.Code) : default;
}
