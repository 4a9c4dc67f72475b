namespace OdooGrains.Domain.Customers;

/// <summary>By what a customer is known again in the ERP. Never by name or address alone.</summary>
public enum CustomerRule
{
    /// <summary>Our own key, which the ERP has of those that we made.</summary>
    ExternalId,

    /// <summary>The email, whatever its case.</summary>
    Email,

    /// <summary>The digits of a telephone number.</summary>
    Phone,

    /// <summary>The VAT number; see <see cref="VatNumber"/>.</summary>
    Vat,
}
