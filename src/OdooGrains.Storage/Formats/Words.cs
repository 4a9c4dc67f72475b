using System.Collections.Frozen;
using System.Text.Json;

namespace OdooGrains.Storage.Formats;

/// <summary>The lower-case words that stand for enum values in rows (<c>InDoubt</c> is <c>in_doubt</c>), so that a row can be read without the program.</summary>
internal static class Words<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> ToWord =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly FrozenDictionary<string, T> FromWord = ToWord.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static string Of(T value) => ToWord[value];

    public static T Parse(string word) => FromWord.TryGetValue(word, out var value)
        ? value
        : throw new InvalidOperationException($"The store holds the word '{word}', which this version of the program does not know as {typeof(T).Name}; run the version that wrote it.");
}
