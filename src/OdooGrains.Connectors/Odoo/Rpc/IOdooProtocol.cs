namespace OdooGrains.Connectors.Odoo.Rpc;

/// <summary>How calls travel to one database as one user.</summary>
internal interface IOdooProtocol
{
    /// <summary>json2 or jsonrpc.</summary>
    string Name { get; }

    Task<OdooReply> CallAsync(OdooCall call, CancellationToken cancellation);
}
