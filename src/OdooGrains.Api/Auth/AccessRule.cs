namespace OdooGrains.Api.Auth;

/// <summary>The declared access of an endpoint, as its metadata.</summary>
public sealed record AccessRule(Access Access);
