using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Benchmarks.Flash;

/// <summary>What booking and confirming an order costs the simulated Odoo at best, by its own table of costs: each is a write and a read that verifies it.</summary>
internal sealed class OdooIdeal(OdooCapacity capacity, TimeSpan aim)
{
    /// <summary>One order a call.</summary>
    public TimeSpan Alone { get; } = Each(capacity.Load, capacity.Read, 1) + Each(capacity.Confirm, capacity.Read, 1);

    /// <summary>In batches of as many as fit the aim.</summary>
    public TimeSpan Batched { get; } = Each(capacity.Load, capacity.Read, Fitting(capacity.Load, capacity.Read, aim)) + Each(capacity.Confirm, capacity.Read, Fitting(capacity.Confirm, capacity.Read, aim));

    private static TimeSpan Each(CallCost write, CallCost read, int count) => ((write.Fixed + read.Fixed) / count) + write.PerRecord + read.PerRecord;

    private static int Fitting(CallCost write, CallCost read, TimeSpan aim) => (int)Math.Clamp((aim - write.Fixed - read.Fixed) / (write.PerRecord + read.PerRecord), 1, 100);
}
