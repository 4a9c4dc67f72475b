using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>Reads who ordered. The customer of a guest's order is 0; name, email and phone stand in the billing address.</summary>
internal static class WooCustomers
{
    public static Customer Customer(JsonView order, string? vatKey)
    {
        var billing = order.Find("billing");
        var email = billing?.Text("email");
        var id = order.Find("customer_id")?.Id();
        return new()
        {
            Id = id is "0" ? null : id,
            Name = Name(billing) ?? Company(billing) ?? Name(order.Find("shipping")) ?? email ?? $"Guest of order {order.Text("number") ?? order.Get("id").Id()}",
            Email = email?.ToLowerInvariant(),
            Phone = billing?.Text("phone"),
            Vat = vatKey is null ? null : VatNumber.Of(WooMeta.Text(order, vatKey)),
        };
    }

    public static Address? Address(JsonView? of)
    {
        if (of is not { } address)
        {
            return null;
        }

        var country = address.Text("country")?.ToUpperInvariant();
        var read = new Address
        {
            Name = Name(address),
            Company = Company(address),
            Street = WooAmounts.Words(address, "address_1"),
            Street2 = WooAmounts.Words(address, "address_2"),
            City = WooAmounts.Words(address, "city"),
            PostalCode = address.Text("postcode"),
            Region = Region(address.Text("state")?.ToUpperInvariant(), country),
            Country = country,
            Phone = address.Text("phone"),
        };

        // The shop fills the country in where the buyer gave nothing.
        return read == new Address { Country = country } ? null : read;
    }

    // For some countries WooCommerce writes the whole code of ISO 3166-2, such as DE-BY.
    private static string? Region(string? state, string? country) => state is not null && country is not null && state.StartsWith($"{country}-", StringComparison.Ordinal) ? state[(country.Length + 1)..] : state;

    private static string? Company(JsonView? of) => of is { } found ? WooAmounts.Words(found, "company") : null;

    private static string? Name(JsonView? of)
    {
        if (of is not { } person)
        {
            return null;
        }

        var name = string.Join(' ', new[] { WooAmounts.Words(person, "first_name"), WooAmounts.Words(person, "last_name") }.Where(part => part is not null));
        return name.Length > 0 ? name : null;
    }
}
