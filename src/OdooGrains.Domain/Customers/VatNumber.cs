namespace OdooGrains.Domain.Customers;

/// <summary>VAT numbers as they are compared: letters and digits only, upper case.</summary>
public static class VatNumber
{
    /// <summary>The shortest of the EU, Romania's, has two digits behind its country.</summary>
    public const int LengthMin = 4;

    /// <summary>Null where the text can be none, such as n/a or a slash.</summary>
    public static string? Of(string? text)
    {
        var number = string.Concat((text ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return number.Length >= LengthMin && number.Any(char.IsAsciiDigit) ? number : null;
    }
}
