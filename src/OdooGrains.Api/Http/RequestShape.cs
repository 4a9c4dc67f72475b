using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OdooGrains.Api.Http;

/// <summary>Compares a JSON document with the type that it shall become and names everything unknown or missing at once, by JSON pointer.</summary>
internal static class RequestShape
{
    public static List<ProblemError> Errors(JsonElement element, JsonTypeInfo type, string pointer = "")
    {
        List<ProblemError> errors = [];
        CheckText(element, pointer, errors);
        Compare(element, type, pointer, errors);
        return errors;
    }

    private static void Compare(JsonElement element, JsonTypeInfo type, string pointer, List<ProblemError> errors)
    {
        // Dictionaries and free JSON take any member; nulls and scalars are judged when they are read.
        if (type.Kind is not JsonTypeInfoKind.Object)
        {
            return;
        }

        if (element.ValueKind is not JsonValueKind.Object)
        {
            if (pointer.Length == 0 || element.ValueKind is not JsonValueKind.Null)
            {
                errors.Add(new(pointer, $"This must be an object, not {Word(element.ValueKind)}."));
            }

            return;
        }

        var known = type.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var path = $"{pointer}/{Escape(member.Name)}";
            if (!known.TryGetValue(member.Name, out var property))
            {
                errors.Add(new(path, $"This member is not known; known are {string.Join(", ", known.Keys)}."));
                continue;
            }

            Compare(member.Value, type.Options.GetTypeInfo(property.PropertyType), path, errors);
        }

        errors.AddRange(known.Values
            .Where(property => property.IsRequired && !element.TryGetProperty(property.Name, out _))
            .Select(property => new ProblemError($"{pointer}/{property.Name}", "This member is missing.")));
    }

    // The parser lets lone surrogates and U+0000 through in strings; neither can be stored as text.
    private static void CheckText(JsonElement element, string pointer, List<ProblemError> errors)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String when !IsText(element):
                errors.Add(new(pointer, "This text has a lone surrogate or U+0000, which no text may have."));
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    CheckText(item, $"{pointer}/{index}", errors);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    var path = $"{pointer}/{Escape(member.Name)}";
                    if (member.Name.Contains('\0', StringComparison.Ordinal))
                    {
                        errors.Add(new(pointer, "The name of a member has U+0000, which no text may have."));
                    }

                    CheckText(member.Value, path, errors);
                }

                break;
        }
    }

    private static bool IsText(JsonElement element)
    {
        try
        {
            return !element.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public static string Escape(string member) => member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Word(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
