using OdooGrains.Api.Connections;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Tests.Connections;

public sealed class SecretRotationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public void A_new_value_retires_the_old_one_after_the_overlap()
    {
        var after = SecretRotation.Apply([Secret("a", -5)], New("a"), Now, Day);

        Assert.Equal([(Now, null), (Now.AddDays(-5), Now + Day)], after.Select(secret => (secret.CreatedAt, secret.RetiresAt)));
    }

    [Fact]
    public void A_second_rotation_does_not_prolong_the_first()
    {
        var after = SecretRotation.Apply([Secret("a", -1), Secret("a", -5, retiresInHours: 2)], New("a"), Now, Day);

        Assert.Equal([null, Now + Day, Now.AddHours(2)], after.Select(secret => secret.RetiresAt));
    }

    [Fact]
    public void What_is_over_goes_and_what_is_not_named_stays()
    {
        var after = SecretRotation.Apply([Secret("a", -5, retiresInHours: 0), Secret("b", -5)], New("c"), Now, Day);

        Assert.Equal(["b", "c"], after.Select(secret => secret.Name).Order());
    }

    [Fact]
    public void Without_an_overlap_only_present_values_stay()
    {
        var after = SecretRotation.Apply([Secret("a", -1), Secret("a", -5, retiresInHours: 2), Secret("b", -5)], New("a"), Now, TimeSpan.Zero);

        Assert.All(after, secret => Assert.Null(secret.RetiresAt));
        Assert.Equal(["a", "b"], after.Select(secret => secret.Name).Order());
    }

    [Fact]
    public void Null_takes_every_value_of_a_secret_away()
        => Assert.Empty(SecretRotation.Apply([Secret("a", -1), Secret("a", -5, retiresInHours: 2)], new Dictionary<string, ReadOnlyMemory<byte>?> { ["a"] = null }, Now, Day));

    [Fact]
    public void So_many_values_are_valid_at_once_and_no_more()
    {
        IReadOnlyList<SealedSecret> secrets = [];
        for (var hour = 0; hour < 10; hour++)
        {
            secrets = SecretRotation.Apply(secrets, New("a"), Now.AddHours(hour), Day);
        }

        Assert.Equal(SecretRotation.ValidMax, secrets.Count);
        Assert.Single(secrets, secret => secret.RetiresAt is null);
    }

    private static SealedSecret Secret(string name, int days, int? retiresInHours = null)
        => new(name, new byte[] { 1 }, Now.AddDays(days), retiresInHours is { } hours ? Now.AddHours(hours) : null);

    private static Dictionary<string, ReadOnlyMemory<byte>?> New(string name) => new() { [name] = new byte[] { 2 } };
}
