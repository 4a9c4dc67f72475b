namespace OdooGrains.Simulation;

/// <summary>The planted bugs by name. Each is a composition of this test project; the product has no switch for any of them.</summary>
internal static class Planted
{
    public static IReadOnlyDictionary<string, Composition> All { get; } = new SortedDictionary<string, Composition>(StringComparer.Ordinal)
    {
        ["accept-before-commit"] = new AcceptBeforeCommit(),
        ["look-up-skipped"] = new LookUpSkipped(),
        ["epoch-not-compared"] = new EpochNotCompared(),
        ["dedupe-without-connection"] = new DedupeWithoutConnection(),
        ["unknown-taken-for-failed"] = new UnknownTakenForFailed(),
        ["call-before-mark"] = new CallBeforeMark(),
        ["older-over-newer"] = new OlderOverNewer(),
        ["call-counted-as-one-request"] = new CallCountedAsOneRequest(),
    };

    /// <summary>The composition of that name; the real one for the empty name.</summary>
    public static Composition Find(string name)
        => name.Length == 0 ? Composition.Real
            : All.TryGetValue(name, out var composition) ? composition
            : throw new ArgumentException($"There is no planted bug '{name}'; there are {string.Join(", ", All.Keys)}.", nameof(name));
}
