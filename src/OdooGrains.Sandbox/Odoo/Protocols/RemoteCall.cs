using System.Text.Json;
using OdooGrains.Sandbox.Odoo.Data;
using OdooGrains.Sandbox.Odoo.Methods;

namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>A call as it came over one of the protocols, not yet authenticated or bound.</summary>
internal sealed record RemoteCall
{
    public required string Model { get; init; }

    public required string Method { get; init; }

    /// <summary>How the protocol words results and errors.</summary>
    public required IWireFormat Format { get; init; }

    /// <summary>Finds the user or throws what the protocol answers to a bad credential.</summary>
    public required Func<OdooUser> Authenticate { get; init; }

    /// <summary>Binds the arguments to the method's parameters or throws what the protocol answers to wrong ones.</summary>
    public required Func<ModelSchema, MethodSpec, BoundArguments> Bind { get; init; }

    public required JsonElement Context { get; init; }
}

internal sealed record BoundArguments(IReadOnlyList<int> Ids, IReadOnlyDictionary<string, JsonElement> Named);

/// <summary>How a protocol words an outcome.</summary>
internal interface IWireFormat
{
    OdooAnswer Success(MethodSpec? method, object? result);

    OdooAnswer Failure(OdooException error);

    /// <summary>The words of this protocol for a model or method that does not exist, and for an expired credential.</summary>
    OdooException UnknownModel(string model);

    OdooException UnknownMethod(string model, string method);

    OdooException Expired();
}
