using OdooGrains.Api.Hooks;
using OdooGrains.Domain.Tenants;
using OdooGrains.TestKit;

namespace OdooGrains.Api.Tests.Hooks;

public sealed class HookPlacesTests
{
    private static readonly TenantId Noisy = new("noisy"), Quiet = new("quiet");
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly ManualTime _time = new();
    private readonly HookPlaces _places;

    public HookPlacesTests() => _places = new(new() { PlatformKeyHash = new byte[32], HookPlaces = 8, HookPlacesMin = 3 }, _time);

    [Fact]
    public void Who_sends_alone_is_not_held_back() => Assert.Equal(1_000, Entered(Noisy, 1_000));

    [Fact]
    public void Where_others_send_too_each_has_an_even_part_and_the_least_at_least()
    {
        Entered(Quiet, 1);
        Assert.Equal(4, Entered(Noisy, 100));

        Entered(new("third"), 1);
        Entered(new("fourth"), 1);
        Assert.Equal(3, Entered(new("fifth"), 100));
    }

    [Fact]
    public async Task Those_who_wait_enter_in_order_as_others_of_their_tenant_leave()
    {
        Entered(Quiet, 1);
        var entering = Enumerable.Range(0, 6).Select(_ => _places.EnterAsync(Noisy, None)).ToList();
        Assert.Equal([true, true, true, true, false, false], entering.Select(task => task.IsCompletedSuccessfully));

        _places.Leave(Noisy);
        await entering[4];
        Assert.False(entering[5].IsCompleted);

        _places.Leave(Quiet);
        Assert.False(entering[5].IsCompleted);
    }

    [Fact]
    public async Task Who_gives_up_holds_no_place_and_no_turn()
    {
        using CancellationTokenSource givingUp = new();
        Entered(Quiet, 1);
        Entered(Noisy, 4);
        var (impatient, patient) = (_places.EnterAsync(Noisy, givingUp.Token), _places.EnterAsync(Noisy, None));

        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _places.Leave(Noisy);

        await patient;
    }

    [Fact]
    public void A_tenant_that_fell_silent_leaves_its_part_to_the_others()
    {
        Entered(Quiet, 1);
        _places.Leave(Quiet);
        Assert.Equal(4, Entered(Noisy, 5));

        _time.Advance(HookPlaces.LatelyFor * 2);

        Assert.Equal(5, Entered(Noisy, 5));
    }

    private int Entered(TenantId tenant, int times) => Enumerable.Range(0, times).Count(_ => _places.EnterAsync(tenant, None).IsCompletedSuccessfully);
}
