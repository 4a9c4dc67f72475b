using Microsoft.AspNetCore.Builder;

namespace OdooGrains.Api.Auth;

/// <summary>Declares who may call an endpoint.</summary>
public static class AccessConventions
{
    extension<TBuilder>(TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>The declaration nearest to the endpoint counts: an endpoint's own before its group's.</summary>
        public TBuilder For(Access access)
        {
            builder.Add(endpoint => endpoint.Metadata.Add(new AccessRule(access)));
            return builder;
        }
    }
}
