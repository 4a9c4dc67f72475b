using System.Text.Json;
using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>create, write, unlink.</summary>
internal static class WriteMethods
{
    /// <summary>One dict gives one id over JSON-RPC; a list gives a list. JSON-2 always answers a list (its format sees to that).</summary>
    public static object? Create(MethodCall call)
    {
        var values = call.Argument("vals_list");
        if (values.ValueKind != JsonValueKind.Array)
        {
            call.Records = 1;
            return CreateOne(call, values);
        }

        var ids = values.EnumerateArray().Select(item => CreateOne(call, item)).ToArray();
        call.Records = ids.Length;
        return ids;
    }

    public static object? Write(MethodCall call)
    {
        call.Records = call.Ids.Count;
        foreach (var id in call.Ids)
        {
            call.Transaction.Get(call.Model, id);
            call.Transaction.Write(call.Model, id, FieldValues.Read(call.Database, call.Schema, call.Argument("vals")));
        }

        return true;
    }

    public static object? Unlink(MethodCall call)
    {
        call.Records = call.Ids.Count;
        foreach (var id in call.Ids) { call.Transaction.Unlink(call.Model, id); }
        return true;
    }

    private static int CreateOne(MethodCall call, JsonElement given)
    {
        var values = FieldValues.Read(call.Database, call.Schema, given);
        return call.Database.Rules(call.Model).Merge(call.Transaction, values) ?? call.Transaction.Create(call.Model, values);
    }
}
