namespace OdooGrains.Storage.Sqlite;

/// <summary>Where the embedded store lies.</summary>
public sealed record SqliteOptions
{
    /// <summary>The file; its folder is made where it is missing.</summary>
    public required string Path
    {
        get;
        init => field = !string.IsNullOrWhiteSpace(value) ? System.IO.Path.GetFullPath(value) : throw new ArgumentException("Path must name a file; set Store__Path.", nameof(value));
    }
}
