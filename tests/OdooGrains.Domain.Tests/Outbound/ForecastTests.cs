using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Tests.Outbound;

public sealed class ForecastTests
{
    private const string Book = "order.book";
    private const int Effects = 1_000;
    private static readonly OutboundPolicy Policy = OutboundPolicy.Default;

    [Fact]
    public void What_a_system_of_two_workers_needs_is_forecast_at_every_moment_however_many_calls_it_is_given_just_then()
    {
        Pacing pacing = new() { Budget = CallBudget.Spent([], TimeSpan.Zero, TimeSpan.Zero) };
        List<double> errors = [];
        HashSet<int> concurrency = [];
        for (var call = 0; call < 200; call++)
        {
            var (inFlight, count) = (pacing.Concurrency.Now(8), pacing.Batches.Next(Book, 100));
            concurrency.Add(inFlight);
            PacedCall paced = new(Book, count, IsRepeat: false, new(1), inFlight);
            pacing = pacing.Over(paced, new(CallEnd.Answered, Odoo(count) * Math.Max(1, inFlight / 2.0)), Policy, TimeSpan.FromSeconds(call));
            errors.Add(Math.Abs((Clears(pacing) / (Odoo(50) / 50 * Effects / 2)) - 1));
        }

        Assert.True(concurrency.Count >= 3, "the limit was always the same, so the test would show nothing");
        Assert.True(errors.Skip(50).Max() <= 0.15, string.Join(" ", errors.Select(error => $"{error:0.00}")));
    }

    [Fact]
    public void Nothing_called_yet_is_nothing_known()
    {
        Pacing pacing = new() { Budget = CallBudget.Spent([], TimeSpan.Zero, TimeSpan.Zero) };

        Assert.Null(Of(pacing).ClearsIn);
    }

    private static TimeSpan Clears(Pacing pacing) => Of(pacing).ClearsIn!.Value;

    private static Forecast Of(Pacing pacing) => Forecast.Of([new(Book, Effects, new(1), 100)], pacing, Policy, "Odoo", blocked: null, TimeSpan.FromSeconds(1_000));

    // 45 ms and 9 ms an order, by one of two workers.
    private static TimeSpan Odoo(int orders) => TimeSpan.FromSeconds(0.045 + (0.009 * orders));
}
