using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace OdooGrains.Api.Hooks;

/// <summary>
/// The 202 of a hook. Of all answers only this one is given thousands of times a second, so it is written whole, with its length, into the
/// server's own buffer.
/// </summary>
internal sealed class HookAccepted(HookAnswer answer) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    private const string MediaType = "application/json; charset=utf-8";

    public int? StatusCode => StatusCodes.Status202Accepted;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
        => builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(HookAnswer), ["application/json"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.HookAnswer);
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        return response.BodyWriter.WriteAsync(body).AsTask();
    }
}

/// <param name="EventId">The id of the stored event; of the first one where this is a duplicate.</param>
public sealed record HookAnswer(string EventId, bool Duplicate);
