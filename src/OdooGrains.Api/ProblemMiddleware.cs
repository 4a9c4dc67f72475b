using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OdooGrains.Storage;

namespace OdooGrains.Api;

/// <summary>Turns what endpoints throw, and bare status codes of the routing, into problems. What is a mistake of ours is logged and answered with an empty 500.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, error);
            return;
        }

        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
        {
            await Problems.Status(response.StatusCode).ExecuteAsync(context);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception error)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return Task.CompletedTask;
        }

        // What was set for another answer must not go out with this one.
        context.Response.Clear();
        return Problem(context, error).ExecuteAsync(context);
    }

    private Problem Problem(HttpContext context, Exception error)
    {
        var route = context.GetEndpoint()?.DisplayName ?? "(no route)";
        switch (error)
        {
            case BadHttpRequestException bad:
                return bad.StatusCode == StatusCodes.Status400BadRequest ? Problems.BadRequest("bad_request", "The request breaks the rules of HTTP.") : Problems.Status(bad.StatusCode);
            case StoreUnavailableException:
                LogStore(route, error);
                return Problems.StoreUnavailable();
            case CommitUnknownException:
                LogStore(route, error);
                return Problems.CommitUnknown();
            case GrainUnavailableException unavailable:
                LogOwner(route, error);
                return Problems.OwnerUnavailable(unavailable.Message);
            default:
                LogUnhandled(route, error);
                return Problems.Internal();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Route} ended with an exception; the caller was told nothing about it")]
    private partial void LogUnhandled(string route, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Route} could not use the store; the caller was asked to come again")]
    private partial void LogStore(string route, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Route} got no answer from a grain in time")]
    private partial void LogOwner(string route, Exception error);
}
