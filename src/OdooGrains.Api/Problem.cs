using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace OdooGrains.Api;

/// <summary>One error answer (RFC 9457). Only <see cref="Problems"/> makes them, so that codes and sentences live in one place.</summary>
public sealed class Problem : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    /// <summary>The media type of every error.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>What <c>type</c> begins with; the code follows.</summary>
    public const string TypeBase = "https://odoograins.dev/problems/";

    internal Problem(int status, string code, string title, string? detail, IReadOnlyList<ProblemError>? errors = null)
        => (Status, Code, Title, Detail, Errors) = (status, code, title, detail, errors);

    public int Status { get; }

    /// <summary>A stable word for programs, such as <c>not_found</c>.</summary>
    public string Code { get; }

    /// <summary>The same for all problems of a code.</summary>
    public string Title { get; }

    /// <summary>What was wrong this time, with value and remedy; null where nothing may be said.</summary>
    public string? Detail { get; }

    public IReadOnlyList<ProblemError>? Errors { get; }

    /// <summary>After which time the same request may succeed.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further header fields, such as those of a rate limit.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    int? IStatusCodeHttpResult.StatusCode => Status;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        foreach (var status in (int[])[400, 401, 404, 503])
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemBody), [MediaType]));
        }
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } after)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        var traceId = Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier;
        var body = new ProblemBody(TypeBase + Code, Title, Status, Code, traceId, Detail, Errors);
        return response.WriteAsJsonAsync(body, ApiJson.Default.ProblemBody, MediaType, httpContext.RequestAborted);
    }
}

/// <summary>The JSON of an error.</summary>
public sealed record ProblemBody(string Type, string Title, int Status, string Code, string TraceId, string? Detail, IReadOnlyList<ProblemError>? Errors);

/// <param name="At">A JSON pointer (RFC 6901) into the request's body.</param>
/// <param name="Detail">A sentence: value and remedy.</param>
public sealed record ProblemError([property: JsonPropertyName("pointer")] string At, string Detail);
