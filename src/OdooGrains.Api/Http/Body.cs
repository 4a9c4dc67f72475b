using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace OdooGrains.Api.Http;

/// <summary>A JSON request body, read strictly: unknown, missing, doubled and mistyped members are refused by name. As a parameter of an endpoint it binds itself.</summary>
#pragma warning disable CA1000 // The framework finds the binding by these static members of the parameter's own type.
public sealed class Body<T> : IBody, IEndpointParameterMetadataProvider
    where T : class
{
    private Body(T? value, Problem? problem, string fingerprint) => (Value, Problem, Fingerprint) = (value!, problem, fingerprint);

    /// <summary>The request; only to be read when <see cref="Problem"/> is null, which <see cref="BodyFilter"/> sees to.</summary>
    public T Value { get; }

    public Problem? Problem { get; }

    public string Fingerprint { get; }

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var max = context.RequestServices.GetRequiredService<ApiOptions>().RequestBodyMax;
        if (!IsJson(context.Request.ContentType))
        {
            return new(null, Problems.UnsupportedMediaType("Send the body as application/json in UTF-8."), "");
        }

        if (await BodyReader.ReadAsync(context.Request, max, context.RequestAborted) is not { } bytes)
        {
            return new(null, Problems.BodyTooLarge(max), "");
        }

        var (value, problem) = Read(bytes);
        return new(value, problem, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static (T? Value, Problem? Problem) Read(byte[] bytes)
    {
        var type = (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!;
        try
        {
            using var document = JsonDocument.Parse(bytes, new() { AllowDuplicateProperties = false, MaxDepth = 32 });
            var errors = RequestShape.Errors(document.RootElement, type);
            return errors.Count > 0
                ? (null, Problems.BadBody("Members are unknown or missing; see errors.", errors))
                : (document.RootElement.Deserialize(type), null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The parser's own sentence may quote the body; the position is enough.
            var at = error as JsonException;
            var pointer = at?.Path is { } path ? path.Replace("$", "", StringComparison.Ordinal).Replace('.', '/') : "";
            var where = at?.LineNumber is { } line ? $" (line {line + 1}, byte {at.BytePositionInLine})" : "";
            return (null, Problems.BadBody($"The body is no valid JSON of this form{where}.", [new(pointer, "This value is malformed, doubled or of the wrong type.")]));
        }
    }

    private static bool IsJson(string? contentType)
        => MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}

/// <summary>What filters need of a body, whatever its type.</summary>
internal interface IBody
{
    Problem? Problem { get; }

    /// <summary>SHA-256 of the raw bytes, in hex.</summary>
    string Fingerprint { get; }
}
