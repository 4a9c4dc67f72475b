using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify;

/// <summary>Reads who ordered; a guest has no customer resource, or one without a name.</summary>
internal static class ShopifyCustomers
{
    public static Customer Customer(JsonView order)
    {
        var customer = order.Find("customer");
        var email = customer?.Text("email") ?? order.Text("email") ?? order.Text("contact_email");
        return new()
        {
            Id = customer?.Find("id")?.Id(),
            Name = Name(customer) ?? Name(order.Find("billing_address")) ?? Name(order.Find("shipping_address")) ?? email ?? $"Guest of order {order.Text("name") ?? order.Get("id").Id()}",
            Email = email?.ToLowerInvariant(),
            Phone = customer?.Text("phone") ?? order.Text("phone"),
        };
    }

    public static Address? Address(JsonView? of)
    {
        if (of is not { } address)
        {
            return null;
        }

        var read = new Address
        {
            Name = Name(address),
            Company = address.Text("company"),
            Street = address.Text("address1"),
            Street2 = address.Text("address2"),
            City = address.Text("city"),
            PostalCode = address.Text("zip"),
            Region = address.Text("province_code")?.ToUpperInvariant(),
            Country = address.Text("country_code")?.ToUpperInvariant(),
            Phone = address.Text("phone"),
        };
        return read == new Address() ? null : read;
    }

    private static string? Name(JsonView? of)
    {
        if (of is not { } person)
        {
            return null;
        }

        var parts = string.Join(' ', new[] { person.Text("first_name"), person.Text("last_name") }.Where(part => part is not null));
        return parts.Length > 0 ? parts : person.Text("name");
    }
}
