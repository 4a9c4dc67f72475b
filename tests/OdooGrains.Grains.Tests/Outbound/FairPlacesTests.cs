using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Outbound;

namespace OdooGrains.Grains.Tests.Outbound;

public sealed class FairPlacesTests
{
    private static readonly TenantId Noisy = new("noisy"), Quiet = new("quiet");

    [Fact]
    public void A_free_place_is_entered_at_once_and_a_full_house_waits()
    {
        FairPlaces places = new(2);

        Assert.True(places.EnterAsync(Noisy).IsCompleted && places.EnterAsync(Noisy).IsCompleted);
        Assert.False(places.EnterAsync(Noisy).IsCompleted);
    }

    [Fact]
    public void Who_leaves_makes_room_for_the_tenant_whose_turn_it_is()
    {
        FairPlaces places = new(1);
        places.EnterAsync(Noisy);
        Task[] noisy = [places.EnterAsync(Noisy), places.EnterAsync(Noisy), places.EnterAsync(Noisy)];
        var quiet = places.EnterAsync(Quiet);

        places.Leave();
        places.Leave();

        Assert.True(quiet.IsCompleted);
        Assert.Equal([true, false, false], noisy.Select(one => one.IsCompleted));
    }

    [Fact]
    public void Closed_they_let_nobody_in()
    {
        FairPlaces places = new(1);
        places.EnterAsync(Noisy);
        var waits = places.EnterAsync(Quiet);
        places.Close();
        places.Leave();

        Assert.False(waits.IsCompleted);
        Assert.False(places.EnterAsync(Quiet).IsCompleted);
    }
}
