using System.Globalization;
using System.Text;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>
/// Reads one named operation of a GraphQL document (https://spec.graphql.org, section 2): fields with arguments, directives and selections. Aliases,
/// fragments and default values are refused, since nobody here sends any.
/// </summary>
internal sealed class GraphParser
{
    private readonly List<string> _tokens;
    private int _at;

    private GraphParser(string text) => _tokens = Tokens(text);

    public static GraphOperation Parse(string text)
    {
        var parser = new GraphParser(text);
        var operation = parser.Operation();
        return parser._at == parser._tokens.Count ? operation : throw parser.Unexpected();
    }

    private GraphOperation Operation()
    {
        var kind = Next();
        if (kind is not ("query" or "mutation")) { throw new GraphException("parseError", $"Expected an operation, not '{kind}'"); }
        var name = Name();
        return new GraphOperation(kind == "mutation", name, Variables(), Selections());
    }

    private List<string> Variables()
    {
        List<string> names = [];
        if (!Take("(")) { return names; }
        while (!Take(")"))
        {
            Expect("$");
            names.Add(Name());
            Expect(":");
            while (Peek() is "[" or "]" or "!" || char.IsLetter(Peek()[0])) { Next(); }
        }

        return names;
    }

    private List<GraphSelection> Selections()
    {
        Expect("{");
        List<GraphSelection> fields = [];
        while (!Take("}")) { fields.Add(Selection()); }
        return fields.Count > 0 ? fields : throw new GraphException("parseError", "A selection is empty");
    }

    private GraphSelection Selection()
    {
        var (name, arguments) = (Name(), Arguments());
        Dictionary<string, IReadOnlyDictionary<string, object?>> directives = [];
        while (Take("@")) { directives.Add(Name(), Arguments()); }
        return new GraphSelection(name, arguments, directives, Peek() == "{" ? Selections() : []);
    }

    private Dictionary<string, object?> Arguments()
    {
        Dictionary<string, object?> arguments = [];
        if (!Take("(")) { return arguments; }
        while (!Take(")"))
        {
            var name = Name();
            Expect(":");
            arguments.Add(name, Value());
        }

        return arguments;
    }

    private object? Value()
    {
        var token = Next();
        switch (token)
        {
            case "$":
                return new GraphVariable(Name());
            case "[":
                List<object?> items = [];
                while (!Take("]")) { items.Add(Value()); }
                return items;
            case "null":
                return null;
            default:
                return token[0] == '"' ? token[1..]
                    : long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
                    : char.IsLetter(token[0]) ? token
                    : throw Unexpected();
        }
    }

    private string Name() => Next() is var token && (char.IsLetter(token[0]) || token[0] == '_') ? token : throw Unexpected();

    private bool Take(string token)
    {
        if (Peek() != token) { return false; }
        _at++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token)) { throw Unexpected(); }
    }

    private string Peek() => _at < _tokens.Count ? _tokens[_at] : "\0";

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw new GraphException("parseError", "The document ends too early");

    private GraphException Unexpected() => new("parseError", $"Unexpected '{Peek()}' at token {_at}");

    // A text is kept with its opening quote, so that it differs from a name.
    private static List<string> Tokens(string text)
    {
        List<string> tokens = [];
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]) || text[at] == ',') { at++; }
            else if (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-')
            {
                var begin = at;
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-')) { at++; }
                tokens.Add(text[begin..at]);
            }
            else if (text[at] == '"')
            {
                var value = new StringBuilder("\"");
                for (at++; at < text.Length && text[at] != '"'; at++) { value.Append(text[at] == '\\' && at + 1 < text.Length ? text[++at] : text[at]); }
                at++;
                tokens.Add(value.ToString());
            }
            else { tokens.Add(text[at++].ToString()); }
        }

        return tokens;
    }
}
