namespace OdooGrains.Api;

/// <summary>The only source of error bodies. A detail names value and remedy; it never holds a secret, a payload or a stack.</summary>
public static class Problems
{
    public static readonly TimeSpan StoreRetryAfter = TimeSpan.FromSeconds(5);

    public static Problem BadRequest(string code, string detail) => new(400, code, "The request is not understood.", detail);

    /// <summary>The body has the wrong form: not JSON, unknown members, missing members, wrong types.</summary>
    public static Problem BadBody(string detail, IReadOnlyList<ProblemError> errors) => new(400, "bad_body", "The body is not understood.", detail, errors);

    public static Problem Unauthorized() => new(401, "unauthorized", "A valid key is needed.", "Send a valid key as 'Authorization: Bearer <key>'.")
    {
        Headers = [new("WWW-Authenticate", "Bearer")],
    };

    public static Problem PlatformKeyNeeded() => new(403, "platform_key_needed", "This is for the platform's key only.", "Call it with the platform's key; a tenant's key does not do.");

    public static Problem NotFound(string detail) => new(404, "not_found", "There is no such thing.", detail);

    public static Problem NoEvent(string id) => NotFound($"The tenant has no event '{Shown(id)}'.");

    public static Problem NoTenant(string id) => NotFound($"There is no tenant '{Shown(id)}'.");

    public static Problem NoConnection(string id) => NotFound($"The tenant has no connection '{Shown(id)}'.");

    public static Problem NoOrder(string channel, string id) => NotFound($"The tenant has no order '{Shown(id)}' of channel '{Shown(channel)}'.");

    public static Problem BadCursor() => BadRequest("bad_cursor", "The cursor is not one that an earlier page gave. Leave it out to begin anew.");

    public static Problem Conflict(string code, string title, string detail) => new(409, code, title, detail);

    public static Problem Gone(string detail) => new(410, "gone", "It is closed for good.", detail);

    public static Problem PreconditionFailed(long current) => new(412, "precondition_failed", "It was changed meanwhile.",
        $"If-Match does not name the present version, which is \"{current}\". Read it again and decide anew.");

    /// <summary>If-Match names a version of something that does not exist.</summary>
    public static Problem NothingToMatch() => new(412, "precondition_failed", "There is nothing to match.", "If-Match was sent, but it does not exist. Leave If-Match out to create it.");

    public static Problem BodyTooLarge(int max) => new(413, "body_too_large", "The body is too large.", $"A body may have {max:N0} bytes at most.");

    public static Problem UnsupportedMediaType(string detail) => new(415, "content_type", "The content type is not supported.", detail);

    /// <summary>The body is well formed and says something that cannot be.</summary>
    public static Problem Invalid(IReadOnlyList<ProblemError> errors) => new(422, "invalid", "Some values are not valid.",
        errors.Count == 1 ? "One value is not valid; see errors." : $"{errors.Count} values are not valid; see errors.", errors);

    public static Problem IdempotencyKeyReused() => new(422, "idempotency_key_reused", "The idempotency key was used for another body.", "Use a new Idempotency-Key for another request.");

    public static Problem PreconditionRequired(long current) => new(428, "precondition_required", "If-Match is required.",
        $"It exists already. Send 'If-Match: \"{current}\"' (the ETag that you read) to change it.");

    public static Problem RequestTimeout() => new(408, "request_timeout", "The body did not arrive in time.", "Send the whole body without pauses.");

    /// <summary>Nothing was changed; the same request may succeed later.</summary>
    public static Problem StoreUnavailable() => new(503, "store_unavailable", "The store cannot be reached.", "Nothing was changed. Send the request again after Retry-After.") { RetryAfter = StoreRetryAfter };

    /// <summary>Nobody knows whether it was stored.</summary>
    public static Problem CommitUnknown() => new(503, "commit_unknown", "The store did not answer.", "It is not known whether this was stored. Read it, or send the same request again.") { RetryAfter = StoreRetryAfter };

    public static Problem NotReady(string detail) => new(503, "not_ready", "The process cannot do its work.", detail) { RetryAfter = StoreRetryAfter };

    public static Problem OwnerUnavailable(string detail) => new(503, "owner_unavailable", "Its owner did not answer in time.", detail) { RetryAfter = StoreRetryAfter };

    /// <summary>A mistake of ours: logged, and nothing about it is told.</summary>
    public static Problem Internal() => new(500, "internal", "Something went wrong here.", null);

    /// <summary>Any other status, such as 405 of the routing.</summary>
    public static Problem Status(int status) => status switch
    {
        400 => BadRequest("bad_request", "A parameter of the path or the query is malformed; see /openapi/v1.json."),
        404 => new(404, "no_route", "There is no such route.", "See /openapi/v1.json for what there is."),
        405 => new(405, "method_not_allowed", "The route does not know this method.", "See the Allow header for the methods that it knows."),
        415 => UnsupportedMediaType("Send the body as application/json."),
        _ => new(status, $"http_{status}", "The request cannot be served.", null),
    };

    public static Problem Refused(int status, string code, string detail, TimeSpan? retryAfter = null, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
        => new(status, code, RefusedTitle(status), detail) { RetryAfter = retryAfter, Headers = headers ?? [] };

    private static string RefusedTitle(int status) => status switch
    {
        401 => "The signature is not valid.",
        404 => "There is no such hook.",
        410 => "The hook is closed for good.",
        415 => "The content type is not supported.",
        422 => "The body cannot be processed.",
        429 => "Too many events.",
        503 => "The event could not be stored.",
        _ => "The event is not understood.",
    };

    // What a caller sent is shown back shortened and without control characters.
    private static string Shown(string value)
    {
        var shown = value.Length > 80 ? value[..80] + "…" : value;
        return string.Concat(shown.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '\uFFFD' : letter));
    }
}
