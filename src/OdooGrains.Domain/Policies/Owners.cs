using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Policies;

/// <summary>Who must act when the platform cannot go on by itself.</summary>
public static class Owners
{
    public const string Platform = "platform";
    public const string Tenant = "tenant";

    /// <summary>Business and credentials are the tenant's; mappings and unknown failures are the platform's.</summary>
    public static string Of(FailureClass failure) => failure is FailureClass.Business or FailureClass.Auth ? Tenant : Platform;
}
