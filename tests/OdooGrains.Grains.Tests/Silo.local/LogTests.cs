using Microsoft.Extensions.Logging;
using OdooGrains.Domain.Effects;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

public sealed class LogTests
{
    [Fact]
    public void Every_line_on_an_orders_way_names_its_tenant() => World.Run(async world =>
    {
        var commits = 0;
        world.OnStore = call => Task.FromResult(call.Name is "Documents.Commit" or "Effects.Due" && ++commits % 3 == 0 ? StoreFault.Unavailable : StoreFault.None);
        world.Erp.Next(An.Book, _ => throw new InvalidOperationException("A mistake."));
        world.Erp.Next(An.Confirm, An.Failure(FailureClass.Throttled));
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order("strange"), isStrange: true);
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();

        var lines = world.Log.Lines.Where(line => line.Category.StartsWith("OdooGrains.Grains", StringComparison.Ordinal)).ToList();
        Assert.Contains(lines, line => line.Level is LogLevel.Warning);
        Assert.All(lines, line => Assert.Contains("acme", line.Text, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain("@example.com", line.Text, StringComparison.Ordinal));
    });
}
