namespace OdooGrains.Storage.Migrations;

/// <summary>Decides what is to be applied; the same for every store.</summary>
internal static class MigrationPlan
{
    /// <summary>The migrations that are missing, in order. Throws where an applied file has changed, or where a newer program has said that this one must not run.</summary>
    public static IReadOnlyList<Migration> Missing(IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied)
    {
        foreach (var row in applied)
        {
            var file = known.FirstOrDefault(migration => migration.Number == row.Number);
            if (file is null && row.RefusesOlder)
            {
                throw new StoreNotUsableException($"The store was migrated by '{row.Name}', which this program does not know and which refuses older programs; run the newer version.");
            }

            if (file is not null && file.Checksum != row.Checksum)
            {
                throw new StoreNotUsableException(
                    $"Migration '{file.Name}' was changed after it was applied as '{row.Name}' (checksum {file.Checksum[..12]}, applied {row.Checksum[..12]}); restore the file and add a new one.");
            }
        }

        return [.. known.Where(migration => applied.All(row => row.Number != migration.Number))];
    }
}
