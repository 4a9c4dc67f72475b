using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>A parsed Odoo domain: prefix notation, <c>&amp;</c> implied between terms.</summary>
internal sealed class SearchDomain
{
    private static readonly FieldSchema Id = new("id", FieldKind.Integer, "ID");
    private readonly Func<OdooRecord, bool> _matches;

    private SearchDomain(Func<OdooRecord, bool> matches, bool mentionsActive)
    {
        _matches = matches;
        MentionsActive = mentionsActive;
    }

    /// <summary>A domain that names <c>active</c> sees archived records.</summary>
    public bool MentionsActive { get; }

    public bool Matches(OdooRecord record) => _matches(record);

    public static SearchDomain Parse(OdooDatabase database, ModelSchema schema, JsonElement domain)
    {
        if (domain.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False) { return new(_ => true, false); }
        if (domain.ValueKind != JsonValueKind.Array) { throw OdooException.Value($"Domain() invalid item in domain: {PythonText.Repr(domain)}"); }
        var terms = new Stack<Func<OdooRecord, bool>>();
        foreach (var item in domain.EnumerateArray().Reverse()) { Push(database, schema, terms, item); }
        List<Func<OdooRecord, bool>> all = [.. terms];
        var mentionsActive = domain.EnumerateArray().Any(
            item => item.ValueKind == JsonValueKind.Array && item[0].ValueKind == JsonValueKind.String && item[0].GetString() == "active");
        return new(record => all.TrueForAll(term => term(record)), mentionsActive);
    }

    private static void Push(OdooDatabase database, ModelSchema schema, Stack<Func<OdooRecord, bool>> terms, JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Array)
        {
            terms.Push(Leaf(database, schema, item));
            return;
        }

        var sign = item.ValueKind == JsonValueKind.String ? item.GetString() : null;
        if (sign is not ("&" or "|" or "!") || terms.Count < (sign == "!" ? 1 : 2))
        {
            throw OdooException.Value($"Domain() invalid item in domain: {PythonText.Repr(item)}");
        }
        var first = terms.Pop();
        if (sign == "!")
        {
            terms.Push(record => !first(record));
            return;
        }

        var second = terms.Pop();
        terms.Push(sign == "&" ? record => first(record) && second(record) : record => first(record) || second(record));
    }

    private static Func<OdooRecord, bool> Leaf(OdooDatabase database, ModelSchema schema, JsonElement leaf)
    {
        if (leaf.GetArrayLength() != 3 || leaf[0].ValueKind != JsonValueKind.String)
        {
            throw OdooException.Value($"Domain() invalid item in domain: {PythonText.Repr(leaf)}");
        }
        var path = leaf[0].GetString()!.Split('.');
        var test = Test(database, schema, path, 0, leaf);
        return record => test(record);
    }

    private static Func<OdooRecord, bool> Test(OdooDatabase database, ModelSchema schema, string[] path, int at, JsonElement leaf)
    {
        var field = path[at] == "id" ? Id : schema.Fields.GetValueOrDefault(path[at]) ?? throw UnknownField(database.Version, schema, leaf);
        if (at == path.Length - 1) { return Compare(database, field, leaf[1].GetString()!, leaf[2].Clone()); }
        var inner = Test(database, database.Schema(field.Relation ?? throw UnknownField(database.Version, schema, leaf)), path, at + 1, leaf);
        return field.IsToMany
            ? record => record.List(field.Name).Any(id => database.Find(field.Relation, id) is { } child && inner(child))
            : record => database.Find(field.Relation, record.Reference(field.Name)) is { } target && inner(target);
    }

    private static Func<OdooRecord, bool> Compare(OdooDatabase database, FieldSchema field, string sign, JsonElement value)
    {
        switch (sign)
        {
            case "=": return Equal(field, [value]);
            case "!=": return Not(Equal(field, [value]));
            case "in": return Equal(field, Items(value));
            case "not in": return Not(Equal(field, Items(value)));
            case "<" or "<=" or ">" or ">=": return Ordered(field, sign, value);
            case "ilike" or "like" or "=ilike" or "=like": return Like(database, field, sign, value);
            case "not ilike" or "not like": return Not(Like(database, field, sign[4..], value));
            default: throw OdooException.Value($"Invalid operator '{sign}' in domain; the simulation knows =, !=, in, not in, <, <=, >, >=, like and ilike.");
        }
    }

    private static Func<OdooRecord, bool> Equal(FieldSchema field, List<JsonElement> values)
    {
        var wanted = values.Select(value => Scalar(field, value)).ToHashSet();
        if (field.IsToMany)
        {
            return record => record.List(field.Name) is var ids && (ids.Length == 0 ? wanted.Contains("") : ids.Any(id => wanted.Contains(Key(id))));
        }
        return record => wanted.Contains(Key(record[field.Name]));
    }

    private static Func<OdooRecord, bool> Ordered(FieldSchema field, string sign, JsonElement value)
    {
        var wanted = value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : (object?)value.GetString();
        return record => Order(record[field.Name], wanted) is { } order && sign switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static int? Order(object? stored, object? wanted) => (stored, wanted) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (int left, decimal right) => ((decimal)left).CompareTo(right),
        (decimal left, decimal right) => left.CompareTo(right),
        _ => null,
    };

    private static Func<OdooRecord, bool> Like(OdooDatabase database, FieldSchema field, string sign, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var body = Regex.Escape(text).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal);
        var pattern = new Regex(
            sign.StartsWith('=') ? $"^{body}$" : body,
            (sign.EndsWith("ilike", StringComparison.Ordinal) ? RegexOptions.IgnoreCase : 0) | RegexOptions.Singleline | RegexOptions.CultureInvariant);
        return record => Named(database, field, record) is { } stored && pattern.IsMatch(stored);
    }

    private static string? Named(OdooDatabase database, FieldSchema field, OdooRecord record)
    {
        if (field.Kind != FieldKind.Many2One) { return record.Text(field.Name); }
        return database.Find(field.Relation!, record.Reference(field.Name)) is { } target
            ? database.Rules(field.Relation!).DisplayName(database, target)
            : null;
    }

    private static Func<OdooRecord, bool> Not(Func<OdooRecord, bool> test) => record => !test(record);

    private static List<JsonElement> Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

    // One text form for stored and wanted values, so that 1, 1.0 and true of a number field compare as SQL would.
    private static string Scalar(FieldSchema field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False or JsonValueKind.Null =>
            field.Kind switch { FieldKind.Boolean => "false", FieldKind.Float => "0", FieldKind.Integer => "0", _ => "" },
        JsonValueKind.Number => Key(value.GetDecimal()),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static string Key(object? stored) => stored switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),
        int number => number.ToString(CultureInfo.InvariantCulture),
        _ => (string)stored,
    };

    private static OdooException UnknownField(int version, ModelSchema schema, JsonElement leaf)
    {
        var words = string.Join(", ", leaf.EnumerateArray().Select(PythonText.Repr));
        return OdooException.Value($"Invalid field {schema.Name}.{leaf[0].GetString()} in {(version >= 19 ? "condition" : "leaf")} ({words})");
    }
}
