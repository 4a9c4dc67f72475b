using Microsoft.AspNetCore.Mvc;

namespace OdooGrains.Api.Http;

/// <summary>The paging of a list: <c>?limit=&amp;cursor=</c>.</summary>
/// <param name="Limit">How many items a page has; default 50, at most 200.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
public sealed record PageQuery([property: FromQuery(Name = "limit")] int? Limit, [property: FromQuery(Name = "cursor")] string? Cursor)
{
    private const int Default = 50, Max = 200;

    public int Size => Math.Clamp(Limit ?? Default, 1, Max);
}

/// <summary>One page of a list.</summary>
/// <param name="Next">The cursor of the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    public Page<TView> Select<TView>(Func<T, TView> view) => new([.. Items.Select(view)], Next);
}

internal static class Pages
{
    /// <summary>A page from one item more than it shall have, which tells whether there is another page.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> found, int size, Func<T, string> cursor)
        => found.Count > size ? new([.. found.Take(size)], cursor(found[size - 1])) : new(found, null);
}
