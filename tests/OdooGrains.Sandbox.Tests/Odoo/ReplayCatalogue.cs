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
        ["odoo18/jsonrpc/16"] = "stock locations of a warehouse come with the stock issue",
        ["odoo19/jsonrpc/16"] = "stock locations of a warehouse come with the stock issue",
        ["odoo18/jsonrpc/17"] = "stock quantities come with the stock issue",
        ["odoo19/jsonrpc/17"] = "stock quantities come with the stock issue",
        ["odoo18/jsonrpc/18"] = "stock quantities come with the stock issue",
        ["odoo19/jsonrpc/18"] = "stock quantities come with the stock issue",
        ["odoo18/jsonrpc/19"] = "stock quantities come with the stock issue",
        ["odoo19/jsonrpc/19"] = "stock quantities come with the stock issue",
        ["odoo19/json2/08"] = "reads demo partners that exist in the recorded database only",
        ["odoo19/json2/09"] = "stock quantities come with the stock issue",
        ["odoo19/json2/17"] = "stock pickings come with the fulfilment issue",
        ["odoo19/json2/54"] = "API keys are not simulated as records",
    };

    public static bool IsReplayed(Recording recording) => !NotReplayed.ContainsKey(Key(recording));

    public static string Key(Recording recording) => $"{recording.Folder}/{recording.Number:00}";
}
