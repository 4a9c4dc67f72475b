namespace OdooGrains.Api.Http;

/// <summary>Gathers everything wrong with a request, so that all of it is answered at once.</summary>
internal sealed class Checks
{
    private readonly List<ProblemError> _errors = [];

    public IReadOnlyList<ProblemError> Errors => _errors;

    /// <summary>All of it as one problem; null when all is well.</summary>
    public Problem? Problem => _errors.Count == 0 ? null : Problems.Invalid(_errors);

    public Checks That(bool isGood, string pointer, string detail)
    {
        if (!isGood)
        {
            _errors.Add(new(pointer, detail));
        }

        return this;
    }

    /// <summary>A text for people: 1 to <paramref name="max"/> characters, none of them a control character. Null is well where it is optional.</summary>
    public Checks Text(string? value, string pointer, int max, bool isOptional = false)
        => value is null && isOptional
            ? this
            : That(!string.IsNullOrWhiteSpace(value) && value.Length <= max && !value.Any(char.IsControl), pointer, $"This must have 1 to {max} characters and no control characters.");
}
