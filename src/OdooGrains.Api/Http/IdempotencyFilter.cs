using Microsoft.AspNetCore.Http;
using OdooGrains.Api.Auth;

namespace OdooGrains.Api.Http;

/// <summary>
/// Honours <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header-07) where an endpoint declares it: a repeat gets the first answer,
/// 409 while that is being made, 422 for another body. Keys are scoped by caller and path.
/// </summary>
internal sealed class IdempotencyFilter(IdempotencyCache cache) : IEndpointFilter
{
    private const int KeyLengthMax = 200;
    private const string Header = "Idempotency-Key";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var sent = http.Request.Headers[Header];
        if (sent.Count == 0 || http.GetEndpoint()?.Metadata.GetMetadata<Idempotent>() is null)
        {
            return await next(context);
        }

        if (KeyOf(http.Request) is not { } text)
        {
            return Problems.BadRequest("bad_idempotency_key", $"{Header} must be sent once and have 1 to {KeyLengthMax} printable ASCII characters.");
        }

        var key = $"{Caller.Of(http)}\n{http.Request.Path}\n{text}";
        var fingerprint = context.Arguments.OfType<IBody>().FirstOrDefault()?.Fingerprint ?? "";
        return cache.Begin(key, fingerprint) is { } known ? Replay(known) : await FirstAsync(key, context, next);
    }

    /// <summary>The key of a request; null where it has none that does.</summary>
    public static string? KeyOf(HttpRequest request)
        => request.Headers[Header] is [{ } sent] && sent.Trim().Trim('"') is { Length: > 0 and <= KeyLengthMax } text && text.All(letter => letter is >= ' ' and <= '~') ? text : null;

    private static object Replay(IdempotencyCache.Known known) => known switch
    {
        { SameBody: false } => Problems.IdempotencyKeyReused(),
        { Answer: { } answer } => answer,
        _ => Problems.Conflict("idempotency_key_in_flight", "The first request is still being served.", "Wait for the first request with this Idempotency-Key, then send it again for the answer."),
    };

    // What failed on our side is not the answer: the caller may try again under the same key.
    private async ValueTask<object?> FirstAsync(string key, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        object? answer = null;
        try
        {
            answer = await next(context);
            return answer;
        }
        finally
        {
            var status = ((answer is INestedHttpResult nested ? nested.Result : answer) as IStatusCodeHttpResult)?.StatusCode ?? 200;
            cache.End(key, status < 500 ? answer : null);
        }
    }
}

/// <summary>Metadata of endpoints that honour <c>Idempotency-Key</c>.</summary>
internal sealed record Idempotent;
