namespace OdooGrains.Sandbox.Shopify;

/// <summary>SIMULATION of a Shopify shop: makes order stories and their webhooks, deterministically from a scenario and a start time.</summary>
/// <param name="scenario">What happens, and how often.</param>
/// <param name="time">Read once, for the time of the first order.</param>
public sealed class ShopSimulator(ShopScenario scenario, TimeProvider time)
{
    private const long FirstOrderId = 5_000_000_000_000;
    private readonly Random _random = new(scenario.Seed);
    private readonly ShopPeople _people = new(scenario);

    /// <summary>The stories, in the order of their placing. Call once: a second call goes on drawing.</summary>
    public IReadOnlyList<OrderStory> Stories()
    {
        var start = time.GetUtcNow();
        start = new DateTimeOffset(start.Ticks - (start.Ticks % TimeSpan.TicksPerSecond), start.Offset);
        return [.. Enumerable.Range(0, scenario.Orders).Select(index => Story(index, start + (scenario.Span * index / Math.Max(1, scenario.Orders))))];
    }

    private OrderStory Story(int index, DateTimeOffset at)
    {
        // Shopify's times have whole seconds.
        var order = Placed(index, at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)));
        List<ShopEvent> events = [Event("orders/create", order)];
        var updates = Chance(scenario.UpdatesPerMille) ? _random.Next(1, scenario.UpdatesMax + 1) : 0;
        for (var update = 0; update < updates && scenario.Changes.Count > 0; update++)
        {
            order = Changed(Next(order));
            events.Add(Event("orders/updated", order));
        }

        var isCancelled = Chance(scenario.CancelsPerMille);
        foreach (var part in new OrderAftermath(scenario, _random).Of(order, isCancelled))
        {
            // Each part is told by itself, and then with the whole order.
            order = Next(part.Change(order));
            events.Add(Event(part.Topic, order, part.Body(order)) with { IsAfterDelivery = part.IsAfterDelivery });
            order = Next(order);
            events.Add(Event("orders/updated", order) with { IsAfterDelivery = part.IsAfterDelivery });
        }

        if (isCancelled)
        {
            order = Next(order);
            order = order with { CancelledAt = order.UpdatedAt };
            events.Add(Event("orders/cancelled", order));
        }

        return new OrderStory(order.Expected().OrderId, order.Name, events);
    }

    private ShopOrder Placed(int index, DateTimeOffset at)
    {
        var tax = Pick(scenario.Taxes);
        var currency = Pick(scenario.Currencies);
        var id = FirstOrderId + (index * 1_000L);
        var customer = _people.Draw(_random);
        var anonymous = Chance(scenario.AnonymousPerMille);
        return new ShopOrder
        {
            Id = id,
            Number = scenario.FirstNumber + index,
            Version = 1,
            Currency = currency,
            Tax = tax,
            Lines = Lines(id, tax, currency),
            Shipping = Chance(scenario.ShippingPerMille) ? Price(_random.Next(4, 16), tax, currency) : 0,
            Tip = Chance(scenario.TipsPerMille) ? Price(_random.Next(1, 6), tax, currency) : 0,
            Customer = anonymous || Chance(scenario.GuestsPerMille) ? null : customer,
            Email = anonymous ? null : customer.Email,
            ShipTo = _people.Address(_random, customer, tax.CountryCode),
            Note = null,
            CreatedAt = at,
            UpdatedAt = at,
        };
    }

    private List<ShopLine> Lines(long id, ShopTax tax, string currency)
    {
        var count = _random.Next(1, Math.Min(scenario.LinesMax, scenario.Catalogue.Count) + 1);
        List<ShopProduct> products = [.. scenario.Catalogue.OrderBy(_ => _random.Next()).Take(count)];
        List<ShopLine> lines =
        [
            .. products.Select(
                (product, index) => new ShopLine(id + 10 + index, product.Sku, product.Title, _random.Next(1, 5), Price(product.Price, tax, currency), 0))
        ];
        if (Chance(scenario.CustomLinesPerMille)) { lines.Add(new ShopLine(id + 50, null, "Engraving", 1, Price(9, tax, currency), 0)); }
        return Chance(scenario.DiscountsPerMille) ? lines.ConvertAll(line => line with { Discount = DiscountOf(line, tax) }) : lines;
    }

    private ShopOrder Next(ShopOrder order)
    {
        var isSameSecond = scenario.SameSecondPerMille > 0 && Chance(scenario.SameSecondPerMille);
        return order with { Version = order.Version + 1, UpdatedAt = isSameSecond ? order.UpdatedAt : order.UpdatedAt + scenario.ChangeDelay };
    }

    private ShopOrder Changed(ShopOrder order)
    {
        var at = _random.Next(order.Lines.Count);
        switch (Pick(scenario.Changes))
        {
            case ShopChange.Quantity:
                return WithLine(order, at, line => line with { Quantity = line.Quantity + _random.Next(1, 4) });
            case ShopChange.Price:
                return WithLine(order, at, line => line with { Price = line.Price + Price(1, order.Tax, order.Currency) });
            case ShopChange.Address:
                return order with { ShipTo = order.ShipTo with { Street = $"{_random.Next(1, 200)} New Street", Zip = $"{_random.Next(1000, 9999)}" } };
            case ShopChange.AddLine when scenario.Catalogue.FirstOrDefault(product => order.Lines.All(line => line.Sku != product.Sku)) is { } product:
                return order with
                {
                    Lines =
                    [
                        .. order.Lines,
                        new ShopLine(order.Id + 100 + order.Version, product.Sku, product.Title, 1, Price(product.Price, order.Tax, order.Currency), 0)
                    ]
                };
            default:
                return order with { Note = $"Please ring twice, change {order.Version}." };
        }
    }

    private static ShopOrder WithLine(ShopOrder order, int at, Func<ShopLine, ShopLine> change) =>
        order with { Lines = [.. order.Lines.Select((line, index) => index == at ? change(line) : line)] };

    // A discount is less than half of the line, in steps that keep the tax exact where the scenario wants that.
    private long DiscountOf(ShopLine line, ShopTax tax)
    {
        var step = scenario.ExactTaxes ? tax.ExactStep : 7;
        return line.Gross / 4 / step * step;
    }

    private long Price(int major, ShopTax tax, string currency)
    {
        var minor = major * ShopMoney.Decimals(currency) switch { 0 => 100L, 3 => 1000L, _ => 100L };
        if (!scenario.ExactTaxes) { return minor - 1; }
        var step = tax.ExactStep;
        return Math.Max(step, minor / step * step);
    }

    private ShopEvent Event(string topic, ShopOrder order, byte[]? part = null) =>
        new(topic, Identifier(), Identifier(), order.UpdatedAt, part ?? ShopBody.Write(order), order.Expected()) { Order = order };

    private string Identifier()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private bool Chance(int perMille) => _random.Next(1000) < perMille;

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
