using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OdooGrains.Domain.Failures;

/// <summary>
/// Names a plan by all that it says: SHA-256 in hex, made page by page in the order of the documents, so that planning can go on after a kill. A plan
/// whose rows were changed has another hash than the one that was shown, and is not applied.
/// </summary>
public static class ReplayHash
{
    /// <param name="before">The hash of the pages before; empty for the first.</param>
    /// <param name="page">The next documents.</param>
    public static string Next(string before, IEnumerable<ReplayItem> page)
        => page.Aggregate(before, (hash, item) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{hash}\n{Text(item)}"))));

    private static string Text(ReplayItem item)
        => $"{item.Number}\n{item.Document}\n{item.DocumentVersion}\n{JsonSerializer.Serialize(item.Plan, DomainJson.Default.ReplayPlan)}";
}
