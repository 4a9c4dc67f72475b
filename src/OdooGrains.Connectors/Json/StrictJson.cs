using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OdooGrains.Connectors.Json;

/// <summary>A top-level value that was asked for: its kind, and its text (strings unescaped, numbers as written).</summary>
public readonly record struct JsonField(JsonTokenType Kind, string Text);

/// <summary>What a strict walk found: a problem with its place, or the top-level fields that were asked for.</summary>
public sealed record StrictJsonResult(string? Problem, IReadOnlyDictionary<string, JsonField> Fields);

/// <summary>
/// Walks a whole document once and refuses what could not be read later: System.Text.Json lets invalid UTF-8, lone surrogates and duplicate
/// keys through until somebody asks for the value, and PostgreSQL's jsonb refuses \u0000 and inflates 1e131071.
/// </summary>
public static class StrictJson
{
    public const int DepthMax = 32;
    public const int PropertiesMax = 10_000;

    /// <summary>More characters than any exact amount or id has; a decimal keeps 28 digits.</summary>
    public const int NumberLengthMax = 28;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = DepthMax };
    private static readonly Dictionary<string, JsonField> None = [];

    /// <summary>Walks one JSON object and gives back its top-level fields of the given names.</summary>
    public static StrictJsonResult Walk(ReadOnlySpan<byte> body, params string[] names)
    {
        if (body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return Refuse("The body starts with a byte order mark; send plain UTF-8 (RFC 8259, section 8.1).");
        }

        if (!Utf8.IsValid(body))
        {
            return Refuse("The body is not valid UTF-8.");
        }

        var reader = new Utf8JsonReader(body, Options);
        try
        {
            return Walk(ref reader, names);
        }
        catch (JsonException exception)
        {
            return Refuse($"The body is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} (at most {DepthMax} levels deep).");
        }
    }

    private static StrictJsonResult Walk(ref Utf8JsonReader reader, string[] names)
    {
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return Refuse("The body must be one JSON object.");
        }

        Dictionary<string, JsonField> fields = [];
        Stack<HashSet<string>?> open = new([[]]);
        var properties = 0;
        string? wanted = null;
        while (reader.Read())
        {
            if (Problem(ref reader, open, ref properties) is { } problem)
            {
                return Refuse($"{problem} (byte {reader.TokenStartIndex + 1}).");
            }

            if (wanted is not null)
            {
                fields[wanted] = Field(ref reader);
            }

            wanted = reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && names.Contains(reader.GetString()) ? reader.GetString() : null;
        }

        return new(null, fields);
    }

    private static string? Problem(ref Utf8JsonReader reader, Stack<HashSet<string>?> open, ref int properties)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                open.Push([]);
                return null;
            case JsonTokenType.StartArray:
                open.Push(null);
                return null;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                open.Pop();
                return null;
            case JsonTokenType.String:
                return TextProblem(ref reader);
            case JsonTokenType.Number:
                return NumberProblem(ref reader);
            case JsonTokenType.PropertyName:
                if (TextProblem(ref reader) is { } problem)
                {
                    return problem;
                }

                var name = reader.GetString()!;
                return ++properties > PropertiesMax ? $"The body has more than {PropertiesMax} properties"
                    : open.Peek()!.Add(name) ? null
                    : $"The key \"{Shown(name)}\" stands twice in one object";
            default:
                return null;
        }
    }

    private static string? TextProblem(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return null;
        }

        var text = reader.ValueSpan;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                continue;
            }

            if (text[++at] != 'u')
            {
                continue;
            }

            var unit = Unit(text[(at + 1)..]);
            at += 4;
            if (unit == 0)
            {
                return "A text contains \\u0000";
            }

            if (char.IsLowSurrogate((char)unit) || (char.IsHighSurrogate((char)unit) && !FollowedByLow(text[(at + 1)..])))
            {
                return "A text contains half a surrogate pair";
            }

            at += char.IsHighSurrogate((char)unit) ? 6 : 0;
        }

        return null;
    }

    private static bool FollowedByLow(ReadOnlySpan<byte> rest) => rest.Length >= 6 && rest[0] == '\\' && rest[1] == 'u' && char.IsLowSurrogate((char)Unit(rest[2..]));

    // The reader has checked that four hex digits stand here.
    private static int Unit(ReadOnlySpan<byte> digits) => Convert.ToInt32(Encoding.ASCII.GetString(digits[..4]), 16);

    private static string? NumberProblem(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (text.Length > NumberLengthMax || !reader.TryGetDecimal(out var number))
        {
            return $"A number is longer than {NumberLengthMax} characters or out of range";
        }

        // 1e-40 would silently become 0.
        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return exponent >= 0 && number == 0 && text[..exponent].ContainsAnyInRange((byte)'1', (byte)'9') ? "A number is out of range" : null;
    }

    private static JsonField Field(ref Utf8JsonReader reader) => new(reader.TokenType, reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
        _ => "",
    });

    // Whatever stands in a refusal may reach a log: short, and nothing but printable ASCII.
    private static string Shown(string name) => new([.. name.Take(40).Select(letter => letter is >= ' ' and <= '~' ? letter : '?')]);

    private static StrictJsonResult Refuse(string problem) => new(problem, None);
}
