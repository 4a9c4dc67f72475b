namespace OdooGrains.Domain.Effects;

/// <summary>
/// One classified failure. <see cref="Message"/> is a sentence for people with value and remedy; it never holds a secret or a payload.
/// </summary>
public sealed record Failure(FailureClass Class, string Code, string Message, TimeSpan? RetryAfter = null);
