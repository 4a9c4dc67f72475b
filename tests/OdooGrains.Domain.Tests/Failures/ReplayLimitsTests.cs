using OdooGrains.Domain.Failures;

namespace OdooGrains.Domain.Tests.Failures;

public class ReplayLimitsTests
{
    [Fact]
    public void Waves_grow_from_one_document_to_twenty()
        => Assert.Equal([1, 2, 5, 20, 20, 20], Enumerable.Range(1, 6).Select(ReplayLimits.WaveSize));

    [Fact]
    public void A_wave_takes_as_long_as_its_rate_allows() => Assert.Equal(TimeSpan.FromSeconds(4), ReplayLimits.WaveTime(20, 5));
}
