using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;

namespace OdooGrains.Host.Demo;

/// <summary>The platform's REST front as the demo uses it.</summary>
public sealed class PlatformClient(Uri url, string key, IEgress egress, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends a request; the answer's status and JSON body (null where it has none).</summary>
    /// <exception cref="IOException">The server gave no answer.</exception>
    public async Task<(int Status, JsonNode? Body)> SendAsync(string method, string path, JsonNode? body = null, CancellationToken cancellation = default)
    {
        var outcome = await egress.SendAsync(
            new()
            {
                Method = method,
                Url = new(url, path),
                Headers = [new("Authorization", $"Bearer {key}")],
                ContentType = body is null ? null : "application/json",
                Body = body is null ? default : System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()),
                Timeout = Timeout,
            },
            cancellation);
        return outcome is EgressOutcome.Answered answered
            ? (answered.Status, Json(answered))
            : throw new IOException($"{method} {path} got no answer: {outcome}");
    }

    /// <summary>Sends a request that must succeed.</summary>
    public async Task<JsonNode?> CallAsync(string method, string path, JsonNode? body = null, CancellationToken cancellation = default)
    {
        var (status, answer) = await SendAsync(method, path, body, cancellation);
        return status is >= 200 and < 300 ? answer : throw new InvalidOperationException($"{method} {path} answered {status}: {answer?.ToJsonString()}");
    }

    /// <summary>Waits until the server is ready.</summary>
    public async Task WaitUntilReadyAsync(TimeSpan atMost, ServerProcess server, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        using var timer = new PeriodicTimer(ReadyPoll, time);
        while (!await IsReadyAsync(cancellation))
        {
            if (server.HasExited || time.GetElapsedTime(begun) > atMost)
            {
                throw new InvalidOperationException($"The server is not ready after {time.GetElapsedTime(begun).TotalSeconds:0.0} s (ended: {server.HasExited}); its log is {server.LogPath}.");
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            return (await SendAsync("GET", "/healthz/ready", null, cancellation)).Status == 200;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static JsonNode? Json(EgressOutcome.Answered answered)
        => answered.Body.Length > 0 && answered.Headers.TryGetValue("Content-Type", out var type) && type.Contains("json", StringComparison.Ordinal)
            ? JsonNode.Parse(answered.Body.Span)
            : null;
}
