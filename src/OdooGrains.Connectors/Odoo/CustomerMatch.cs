using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// The setting <c>customerMatch</c>: by what customers are known in Odoo, in the order in which it counts. The first rule that finds anybody decides.
/// By default only the first thing that is known of a customer is asked for, and nobody is told of; with other rules all are asked, and whoever
/// else is found is told.
/// </summary>
internal sealed class CustomerMatch
{
    public const string Setting = "customerMatch";

    public const string DefaultText = "[\"email\", \"externalId\"]";

    private static readonly IReadOnlyList<CustomerRule> Default = [CustomerRule.Email, CustomerRule.ExternalId];
    private static readonly Dictionary<string, CustomerRule> Words = Enum.GetValues<CustomerRule>().ToDictionary(rule => JsonNamingPolicy.CamelCase.ConvertName(rule.ToString()));
    private readonly IReadOnlyList<CustomerRule> _rules;
    private readonly bool _tells;

    private CustomerMatch(IReadOnlyList<CustomerRule> rules)
    {
        // Odoo holds our key unique: who has it is the customer whether it is asked for or not, and would only be written over.
        _rules = rules.Contains(CustomerRule.ExternalId) ? rules : [.. rules, CustomerRule.ExternalId];
        _tells = !_rules.SequenceEqual(Default);
    }

    /// <summary>Customers of different keys may be one, so that their orders must not look for them at the same time.</summary>
    public bool CrossesKeys => _rules.Contains(CustomerRule.Phone) || _rules.Contains(CustomerRule.Vat);

    public static CustomerMatch Of(ConnectionConfig connection)
        => new(connection.Setting(Setting) is JsonArray words ? [.. words.Select(Rule).OfType<CustomerRule>()] : Default);

    public static IEnumerable<SettingProblem> Problems(ConnectionConfig connection)
    {
        if (connection.Settings[Setting] is not { } setting)
        {
            return [];
        }

        var isList = setting is JsonArray { Count: > 0 } words && words.All(word => Rule(word) is not null) && words.DistinctBy(Rule).Count() == words.Count;
        return isList ? [] : [new($"/settings/{Setting}", $"{Setting} must be a list of {string.Join(", ", Words.Keys)}, each at most once, in the order in which they count, such as {DefaultText}.")];
    }

    /// <summary>What must be read of a partner to judge it.</summary>
    public IReadOnlyList<string> Fields(OdooFields fields)
        => [.. _rules.Contains(CustomerRule.Phone) ? fields.PartnerPhones : [], .. _rules.Contains(CustomerRule.Vat) ? ["vat"] : (string[])[]];

    /// <summary>Whether our key is asked for, which goes for several customers in one term.</summary>
    public bool AsksForKey(WantedCustomer wanted) => Asked(wanted.Customer).Contains(CustomerRule.ExternalId);

    /// <summary>Terms of a domain of which each finds the customer by one rule, and few others.</summary>
    public IEnumerable<JsonNode> Terms(WantedCustomer wanted, OdooFields fields) => Asked(wanted.Customer).SelectMany(rule => Terms(rule, wanted.Customer, fields));

    /// <summary>Who the customer is of those found; null where it is none of them.</summary>
    public MatchedCustomer? Choose(WantedCustomer wanted, IReadOnlyList<OdooRecord> found)
    {
        var byRule = Asked(wanted.Customer)
            .SelectMany(rule => InOrder(found.Where(partner => IsBy(rule, wanted, partner))).Select(partner => (Rule: rule, Partner: partner)))
            .DistinctBy(match => match.Partner.Id)
            .ToList();
        if (byRule is not [var (_, kept), ..])
        {
            return null;
        }

        AlikeCustomer[] alike = [.. byRule.Skip(1).Where(other => _tells && !AreKin(kept, other.Partner)).Take(OdooLimits.AlikeMax).Select(other => new AlikeCustomer(other.Partner.Id.ToString(CultureInfo.InvariantCulture), other.Rule))];
        return new(kept, alike.Length == 0 ? null : alike);
    }

    private IEnumerable<CustomerRule> Asked(Customer customer)
    {
        var known = _rules.Where(rule => Has(rule, customer));
        return _tells ? known : known.Take(1);
    }

    private static bool Has(CustomerRule rule, Customer customer) => rule switch
    {
        CustomerRule.Email => customer.Email is not null,
        CustomerRule.Phone => PhoneNumber.Of(customer.Phone) is not null,
        CustomerRule.Vat => customer.Vat is not null,
        _ => true,
    };

    private static IEnumerable<JsonNode> Terms(CustomerRule rule, Customer customer, OdooFields fields) => rule switch
    {
        CustomerRule.Email => [OdooPartners.Like("email", customer.Email!)],
        // People write them with blanks, dots and slashes between.
        CustomerRule.Phone => fields.PartnerPhones.Select(field => Spread(field, $"%{PhoneNumber.Of(customer.Phone)!.Value.Digits[^PhoneNumber.DigitsMin..]}")),
        CustomerRule.Vat => [Spread("vat", customer.Vat!)],
        _ => [],
    };

    private static JsonArray Spread(string field, string text) => new(field, "=ilike", string.Join('%', text.AsEnumerable()));

    private static bool IsBy(CustomerRule rule, WantedCustomer wanted, OdooRecord partner) => rule switch
    {
        CustomerRule.Email => string.Equals(partner.Text("email")?.Trim(), wanted.Customer.Email, StringComparison.OrdinalIgnoreCase),
        CustomerRule.Phone => PhoneNumber.Of(wanted.Customer.Phone) is { } phone
            && (PhoneNumber.Of(partner.Text("phone"))?.IsSame(phone) == true || PhoneNumber.Of(partner.Text("mobile"))?.IsSame(phone) == true),
        CustomerRule.Vat => VatNumber.Of(partner.Text("vat")) == wanted.Customer.Vat,
        _ => partner.Text("ref") == wanted.Effect.ExternalKey,
    };

    // A contact goes before an address, and by other rules than the default's a company before its people, who have its VAT and often its telephone.
    private IEnumerable<OdooRecord> InOrder(IEnumerable<OdooRecord> partners)
        => partners.OrderBy(partner => IsContact(partner) ? 0 : 1).ThenBy(partner => _tells && partner.Reference("parent_id") is not null).ThenBy(partner => partner.Id);

    // People and addresses of one company are no duplicates of it.
    private static bool AreKin(OdooRecord one, OdooRecord other) => Head(one) == Head(other);

    private static long Head(OdooRecord partner) => partner.Reference("parent_id") ?? partner.Id;

    private static bool IsContact(OdooRecord partner) => partner.Text("type") is "contact" or null;

    private static CustomerRule? Rule(JsonNode? word) => word is JsonValue value && Words.TryGetValue(value.ToString(), out var rule) ? rule : null;
}

/// <param name="Alike">Who else may be the customer; null where nobody.</param>
internal sealed record MatchedCustomer(OdooRecord Partner, IReadOnlyList<AlikeCustomer>? Alike);
