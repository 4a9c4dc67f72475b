using System.Text.Json;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo.Rpc;

/// <summary>What came of one call.</summary>
internal abstract record OdooReply
{
    private OdooReply()
    {
    }

    /// <summary>Done and committed; None is null.</summary>
    public sealed record Value(JsonElement Json) : OdooReply;

    /// <summary>Odoo answered with an exception: the transaction is rolled back.</summary>
    public sealed record Error(string Name, string Message) : OdooReply;

    /// <summary>Surely not executed: never sent, or turned away before Odoo's method.</summary>
    public sealed record Refused(Failure Failure) : OdooReply;

    /// <summary>No readable answer: executed or not.</summary>
    /// <param name="Status">The HTTP status of an answer that is none of Odoo's; 0 where no answer came.</param>
    public sealed record Unclear(string Reason, int Status = 0) : OdooReply;
}
