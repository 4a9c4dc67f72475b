using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Host.Demo;

/// <summary>
/// The people of one tenant's warehouse, who work in its Odoo from the moment that nothing new is ordered: they send off what is ready, now and then in parts.
/// Once an order has left, its customer may want money back.
/// </summary>
internal sealed class DemoWarehouse(DemoTenant tenant, WebhookSender sender, Uri hook, Random draws, TimeProvider time)
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan HookTimeout = TimeSpan.FromSeconds(5);
    private readonly WarehousePeople _people = new(tenant.Odoo);
    private readonly List<OrderStory> _awaited = [.. tenant.Stories.Where(story => story.Events.Any(told => told.IsAfterDelivery))];

    /// <summary>Orders whose customers have not asked for their money back yet.</summary>
    public int Awaited => _awaited.Count;

    /// <summary>Works until it is cancelled.</summary>
    public async Task WorkAsync(CancellationToken cancellation)
    {
        tenant.Odoo.Automate("stock.picking", new Uri(hook, $"/v1/hooks/{tenant.Name}/erp").ToString(), "state", "write_date");
        using var post = new HookPost(HookTimeout, time);
        using var timer = new PeriodicTimer(Round, time);
        try
        {
            do
            {
                _people.Work(draws);
                foreach (var told in tenant.Odoo.TakePosts().DistinctBy(told => (told.Url, Convert.ToHexString(told.Body))))
                {
                    await post.SendAsync(new(told.Url), tenant.HookHeaders, told.Body, cancellation);
                }

                await RefundAsync(cancellation);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task RefundAsync(CancellationToken cancellation)
    {
        if (_awaited.Count == 0)
        {
            return;
        }

        var gone = CashRecord.From(tenant.Odoo).Where(record => record is { Origin: not null, UnitsLeft: > 0, UnitsOpen: 0 }).Select(record => record.Origin).ToHashSet();
        var ready = _awaited.Where(story => gone.Contains(tenant.Identity(story))).ToList();
        await sender.SendAsync(tenant.PlanOf(ready, told => told.IsAfterDelivery), cancellation);
        _awaited.RemoveAll(ready.Contains);
    }
}
