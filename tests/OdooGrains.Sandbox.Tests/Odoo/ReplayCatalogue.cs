namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>Recordings that are not replayed against the simulation, each with the reason.</summary>
internal static class ReplayCatalogue
{
    public static IReadOnlyDictionary<string, string> NotReplayed { get; } = new Dictionary<string, string>
    {
        ["odoo18/jsonrpc/14"] = "reads demo partners that exist in the recorded database only",
        ["odoo19/jsonrpc/14"] = "reads demo partners that exist in the recorded database only",
        ["odoo18/jsonrpc/15"] = "reads demo partners that exist in the recorded database only",
        ["odoo19/jsonrpc/15"] = "reads demo partners that exist in the recorded database only",
        ["odoo18/jsonrpc/16"] = "reads demo warehouses that exist in the recorded database only",
        ["odoo19/jsonrpc/16"] = "reads demo warehouses that exist in the recorded database only",
        ["odoo18/jsonrpc/17"] = "reads demo stock that exists in the recorded database only",
        ["odoo19/jsonrpc/17"] = "reads demo stock that exists in the recorded database only",
        ["odoo18/jsonrpc/18"] = "reads demo stock that exists in the recorded database only",
        ["odoo19/jsonrpc/18"] = "reads demo stock that exists in the recorded database only",
        ["odoo18/jsonrpc/19"] = "reads demo stock that exists in the recorded database only",
        ["odoo19/jsonrpc/19"] = "reads demo stock that exists in the recorded database only",
        ["odoo19/json2/08"] = "reads demo partners that exist in the recorded database only",
        ["odoo19/json2/09"] = "counts a return of an earlier recording as incoming",
        ["odoo19/json2/54"] = "API keys are not simulated as records",
    };

    public static bool IsReplayed(Recording recording) => !NotReplayed.ContainsKey(Key(recording));

    public static string Key(Recording recording) => $"{recording.Folder}/{recording.Number:00}";
}
