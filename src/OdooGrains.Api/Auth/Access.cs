namespace OdooGrains.Api.Auth;

/// <summary>Who may call an endpoint. Each endpoint declares one; one without is never served.</summary>
public enum Access
{
    /// <summary>Anybody: health and the description of the API.</summary>
    Open,
    /// <summary>Whoever signs the body with the connection's secret.</summary>
    Signature,
    /// <summary>Any valid key; the endpoint shows a tenant's key its own tenant only.</summary>
    AnyKey,
    /// <summary>The platform's key, or a key of the tenant named by the route's <c>t</c>.</summary>
    Tenant,
    /// <summary>The platform's key only.</summary>
    Platform,
}
