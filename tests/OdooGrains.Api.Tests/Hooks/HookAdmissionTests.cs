using OdooGrains.Api.Hooks;
using OdooGrains.TestKit;

namespace OdooGrains.Api.Tests.Hooks;

public sealed class HookAdmissionTests
{
    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(10, 3.5, 40)]
    [InlineData(100, 50, 7)]
    public void For_every_window_no_more_is_admitted_than_burst_and_rate_allow(int burst, double rate, int offeredPerTick)
    {
        var time = new ManualTime();
        var admission = Make(time, burst, rate);
        List<DateTimeOffset> admitted = [];
        for (var tick = 0; tick < 200; tick++)
        {
            for (var offered = 0; offered < offeredPerTick; offered++)
            {
                if (admission.Refused(new("acme")) is null)
                {
                    admitted.Add(time.GetUtcNow());
                }
            }

            time.Advance(TimeSpan.FromMilliseconds(100 + (tick * 37 % 250)));
        }

        for (var from = 0; from < admitted.Count; from++)
        {
            for (var to = from; to < admitted.Count; to += 7)
            {
                var window = (admitted[to] - admitted[from]).TotalSeconds;
                Assert.True(to - from + 1 <= burst + (rate * window) + 1e-6, $"{to - from + 1} within {window} s");
            }
        }
    }

    [Fact]
    public void Who_waits_as_long_as_told_is_admitted()
    {
        var time = new ManualTime();
        var admission = Make(time, burst: 1, rate: 3);
        Assert.Null(admission.Refused(new("acme")));

        var wait = admission.Refused(new("acme"));
        time.Advance(wait!.Value + TimeSpan.FromTicks(1));

        Assert.Null(admission.Refused(new("acme")));
    }

    [Fact]
    public void Tenants_do_not_share_a_bucket()
    {
        var admission = Make(new ManualTime(), burst: 1, rate: 1);

        Assert.Null(admission.Refused(new("acme")));
        Assert.Null(admission.Refused(new("other")));
        Assert.NotNull(admission.Refused(new("acme")));
    }

    private static HookAdmission Make(ManualTime time, int burst, double rate) => new(new ApiOptions { PlatformKeyHash = new byte[32], HooksBurst = burst, HooksPerSecond = rate }, time);
}
