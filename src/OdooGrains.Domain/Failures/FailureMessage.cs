namespace OdooGrains.Domain.Failures;

/// <summary>
/// A failure's message without what differs from document to document, so that one cause is one text: quoted values, times, numbers and ids become
/// placeholders. Normalising twice changes nothing.
/// </summary>
public static class FailureMessage
{
    /// <summary>The longest normalised message, in characters; whole words are left out beyond it. 200.</summary>
    public const int LengthMax = 200;

    /// <summary>A longer word is no word: a token, a path, a payload. 40 characters.</summary>
    public const int WordMax = 40;

    private const string Quoted = "…", Time = "<time>", Number = "<n>", Id = "<id>";
    private const string Leading = "([", Trailing = ".,;:)]!?";

    public static string Normalise(string message)
    {
        List<string> words = [];
        var length = -1;
        foreach (var word in Words(message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        {
            // A date and the time after it are one time.
            var repeats = words.Count > 0 && words[^1] == Time && word.StartsWith(Time, StringComparison.Ordinal);
            var grows = word.Length + (repeats ? -Time.Length : 1);
            if (length + grows > LengthMax)
            {
                break;
            }

            length += grows;
            words.RemoveRange(repeats ? words.Count - 1 : words.Count, repeats ? 1 : 0);
            words.Add(word);
        }

        return string.Join(' ', words);
    }

    private static IEnumerable<string> Words(string[] words)
    {
        for (var index = 0; index < words.Length; index++)
        {
            var end = ClosingOf(words, index);
            yield return end < 0 ? Plain(words[index]) : Value(words[index], words[end]);
            index = Math.Max(index, end);
        }
    }

    // Where the value that is quoted from this word on ends; -1 where none begins. An apostrophe within a word quotes nothing.
    private static int ClosingOf(string[] words, int index)
    {
        if (Parts(words[index]).Core is not ['\'' or '"', ..] core)
        {
            return -1;
        }

        // A quote that opens does not close itself.
        return core.Length > 1 && core[^1] == core[0] ? index : Array.FindIndex(words, index + 1, word => Parts(word).Core is [.., var last] && last == core[0]);
    }

    private static string Value(string first, string last)
    {
        var (opening, core, _) = Parts(first);
        return $"{opening}{core[0]}{Quoted}{core[0]}{Parts(last).Trailing}";
    }

    private static string Plain(string word)
    {
        var (leading, core, trailing) = Parts(word);
        return leading.Length + trailing.Length > WordMax ? Id : $"{leading}{Placeholder(core) ?? core}{trailing}";
    }

    private static string? Placeholder(string core)
    {
        if (core.Length > WordMax || core.Contains('@', StringComparison.Ordinal) || core.Contains("://", StringComparison.Ordinal))
        {
            return Id;
        }

        if (!core.Any(char.IsDigit))
        {
            return null;
        }

        return core.All(letter => char.IsDigit(letter) || letter is '.' or ',' or '+' or '-' or '%') && !IsDate(core) ? Number : IsTime(core) ? Time : Id;
    }

    private static bool IsTime(string core) => IsDate(core) || core.IndexOf(':', StringComparison.Ordinal) is 1 or 2;

    private static bool IsDate(string core) => core.Length >= 10 && core[4] == '-' && core[7] == '-' && core[..4].All(char.IsDigit);

    private static (string Leading, string Core, string Trailing) Parts(string word)
    {
        var core = word.TrimStart(Leading.ToCharArray());
        var leading = word[..(word.Length - core.Length)];
        var end = core.TrimEnd(Trailing.ToCharArray());
        return (leading, end, core[end.Length..]);
    }
}
