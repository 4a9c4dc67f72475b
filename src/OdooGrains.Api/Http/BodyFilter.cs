using Microsoft.AspNetCore.Http;

namespace OdooGrains.Api.Http;

/// <summary>Answers a body that could not be read, so that endpoints see good ones only.</summary>
internal sealed class BodyFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        => context.Arguments.OfType<IBody>().FirstOrDefault()?.Problem is { } problem ? ValueTask.FromResult<object?>(problem) : next(context);
}
