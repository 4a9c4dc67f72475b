using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Policies;

/// <summary>Who must act when the platform cannot go on by itself.</summary>
public static class Owners
{
    public const string Platform = "platform";
    public const string Tenant = "tenant";

    /// <summary>The longest name of an owner, in characters.</summary>
    public const int NameLengthMax = 120;

    /// <summary>Whether a text can name an owner: platform, tenant, or whom policy names, such as <c>finance@acme.example</c>.</summary>
    public static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= NameLengthMax && !name.Any(char.IsControl);

    /// <summary>Whose side an owner is on: a name of its own is the tenant's.</summary>
    public static string SideOf(string owner) => owner == Platform ? Platform : Tenant;

    /// <summary>Business and credentials are the tenant's; mappings and unknown failures are the platform's.</summary>
    public static string Of(FailureClass failure) => failure is FailureClass.Business or FailureClass.Auth ? Tenant : Platform;
}
