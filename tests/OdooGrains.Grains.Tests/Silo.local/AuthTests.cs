using Microsoft.Extensions.Logging;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>Refused credentials pause their connection until a person acts.</summary>
public sealed class AuthTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    [Fact]
    public void Refused_credentials_pause_the_connection_until_it_is_resumed() => World.Run(async world =>
    {
        await RefuseAsync(world);
        await AnotherOrderWaitsAsync(world);
    });

    [Fact]
    public void A_restart_makes_no_other_try() => World.Run(async world =>
    {
        await RefuseAsync(world);
        await world.RestartAsync();
        await AnotherOrderWaitsAsync(world);
    });

    [Fact]
    public void What_is_in_doubt_waits_too_since_its_look_up_would_be_refused() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, async effect =>
        {
            world.Erp.Do(effect);
            await world.PassAsync(TimeSpan.FromSeconds(1));
            return An.Doubt();
        });
        world.Erp.Next(An.LookUpBook, An.Failure(FailureClass.Auth));
        await world.AcceptAsync(An.Order("1"));
        await world.UntilAsync(async () => (await StoredAsync(world)).Status is ConnectionStatus.AuthFailed, "the pause");
        var calls = world.Erp.Calls.Count;
        await world.RestartAsync();
        world.Node.StartSweep();
        await world.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(calls, world.Erp.Calls.Count);
        Assert.Equal(EffectStatus.InDoubt, (await world.EffectAsync(OrderSteps.Book, "1"))!.Status);

        await ResumeAsync(world);
        await world.UntilConfirmedAsync("1", atMost: TimeSpan.FromMinutes(3));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void The_configuration_keeps_its_version_and_there_is_one_alarm() => World.Run(async world =>
    {
        // A new owner makes one call at a time until one was answered.
        await world.AcceptAsync(An.Order("0"));
        await world.UntilConfirmedAsync("0");
        world.Erp.Next(An.Customer, An.Failure(FailureClass.Auth), times: 2);
        await world.AcceptAsync(An.Order("1"));
        await world.AcceptAsync(An.Order("2"));
        await world.UntilAsync(async () => (await StoredAsync(world)).Status is ConnectionStatus.AuthFailed, "the pause");
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1 + 2, world.CallsOf(An.Customer).Count);
        Assert.Equal((1L, "Scripted: Auth."), ((await StoredAsync(world)).Version, (await StoredAsync(world)).StatusReason));
        Assert.Single(world.Log.Lines, line => line.Level is LogLevel.Error && line.Text.Contains("is paused until it is changed", StringComparison.Ordinal));
    });

    [Fact]
    public void A_change_by_another_process_is_heard_when_what_is_remembered_is_half_a_minute_old() => World.Run(async world =>
    {
        await RefuseAsync(world);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Active, StatusReason = null });
        await world.PassAsync(TimeSpan.FromSeconds(31));
        await world.AcceptAsync(An.Order("2"));
        await world.UntilConfirmedAsync("1", atMost: TimeSpan.FromSeconds(5));
    });

    [Fact]
    public void A_store_that_is_away_delays_the_pause_and_lets_no_call_through() => World.Run(async world =>
    {
        var away = true;
        world.OnStore = call => Task.FromResult(away && call.Name is "Tenants.MarkAuthFailed" ? StoreFault.Unavailable : StoreFault.None);
        world.Erp.Next(An.Customer, An.Failure(FailureClass.Auth));
        await world.AcceptAsync(An.Order("1"));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Single(world.Erp.Calls);
        away = false;

        await world.UntilAsync(async () => (await StoredAsync(world)).Status is ConnectionStatus.AuthFailed, "the pause", Soon);
    });

    // For hours, and until somebody resumes; then both leave at once.
    private static async Task AnotherOrderWaitsAsync(World world)
    {
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order("2"));
        await world.PassAsync(TimeSpan.FromHours(3));
        Assert.Single(world.Erp.Calls);
        Assert.Contains("Scripted: Auth.", (await world.Connection().Status()).Blocked, StringComparison.Ordinal);

        await ResumeAsync(world);
        await world.UntilConfirmedAsync("1", atMost: Soon);
        await world.UntilConfirmedAsync("2", atMost: Soon);
    }

    private static async Task RefuseAsync(World world)
    {
        world.Erp.Next(An.Customer, An.Failure(FailureClass.Auth));
        await world.AcceptAsync(An.Order("1"));
        await world.UntilAsync(async () => (await StoredAsync(world)).Status is ConnectionStatus.AuthFailed, "the pause");
    }

    private static Task ResumeAsync(World world)
        => world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Active, StatusReason = null }, reload: true);

    private static async Task<StoredConnection> StoredAsync(World world) => (await world.Store.Tenants.FindConnectionAsync(Sample.Erp, default))!;
}
