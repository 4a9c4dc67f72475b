using Microsoft.AspNetCore.Mvc;
using OdooGrains.Api.Http;

namespace OdooGrains.Api.Connections;

/// <summary>A caller's will to go on although calls are unsettled: they are held for a person.</summary>
/// <param name="Forced">true to go on.</param>
/// <param name="Reason">Why; the held orders show it, and it is logged.</param>
public sealed record Force([property: FromQuery(Name = "force")] bool? Forced, [property: FromQuery(Name = "reason")] string? Reason)
{
    private const int ReasonMax = 500;

    public bool IsForced => Forced is true;

    internal Problem? Problem => IsForced && new Checks().Text(Reason, "", ReasonMax).Problem is not null
        ? Problems.BadRequest("reason_missing", $"force=true needs a reason of 1 to {ReasonMax} characters, as ?reason=….")
        : null;
}
