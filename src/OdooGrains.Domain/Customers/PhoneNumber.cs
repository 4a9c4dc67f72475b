namespace OdooGrains.Domain.Customers;

/// <summary>
/// A telephone number as it is compared: by its digits, in international form where it is stated so (+32 or 0032), else without the zeros that
/// are dialled before it at home.
/// </summary>
public readonly record struct PhoneNumber
{
    /// <summary>Fewer digits are no number that tells one customer from another; of one without its country so many must be equal.</summary>
    public const int DigitsMin = 8;

    private PhoneNumber(string digits, bool isInternational) => (Digits, IsInternational) = (digits, isInternational);

    public string Digits { get; }

    /// <summary>Begins with the code of its country.</summary>
    public bool IsInternational { get; }

    /// <summary>Null where there are too few digits.</summary>
    public static PhoneNumber? Of(string? text)
    {
        // +44 (0)20 …: the zero is dialled at home only.
        var stated = (text ?? "").Replace("(0)", "", StringComparison.Ordinal).Trim();
        var digits = string.Concat(stated.Where(char.IsAsciiDigit));
        var isInternational = stated.StartsWith('+') || digits.StartsWith("00", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        return significant.Length >= DigitsMin ? new(significant, isInternational) : null;
    }

    /// <summary>Whether both may be one line: equal, or where one does not state its country, the end of the other.</summary>
    public bool IsSame(PhoneNumber other)
        => Digits == other.Digits || (!(IsInternational && other.IsInternational) && (Ends(Digits, other.Digits) || Ends(other.Digits, Digits)));

    private static bool Ends(string whole, string end) => whole.EndsWith(end, StringComparison.Ordinal);
}
