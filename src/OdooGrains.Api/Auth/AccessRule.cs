using Microsoft.AspNetCore.Builder;

namespace OdooGrains.Api.Auth;

/// <summary>The declared access of an endpoint, as its metadata.</summary>
public sealed record AccessRule(Access Access);

internal static class AccessConventions
{
    extension<TBuilder>(TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>Declares who may call; the last declaration counts.</summary>
        public TBuilder For(Access access)
        {
            builder.Add(endpoint =>
            {
                foreach (var earlier in endpoint.Metadata.OfType<AccessRule>().ToList())
                {
                    endpoint.Metadata.Remove(earlier);
                }

                endpoint.Metadata.Add(new AccessRule(access));
            });
            return builder;
        }
    }
}
