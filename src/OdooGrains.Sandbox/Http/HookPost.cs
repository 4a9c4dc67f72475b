using System.Net.Http.Headers;

namespace OdooGrains.Sandbox.Http;

/// <summary>Posts webhooks as a vendor does: no redirects, one answer awaited for so long.</summary>
public sealed class HookPost : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public HookPost(TimeSpan timeout, TimeProvider time)
    {
        (_timeout, _time) = (timeout, time);
#pragma warning disable RS0030 // The ban keeps the product's calls inside EgressClient; the sandbox is the world outside and shares nothing with it.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
#pragma warning restore RS0030
        _client.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>The status of the answer; 0 where none came.</summary>
    public async Task<int> SendAsync(Uri target, IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var content = new ReadOnlyMemoryContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type") { content.Headers.ContentType = MediaTypeHeaderValue.Parse(value); }
            else { request.Headers.TryAddWithoutValidation(name, value); }
        }

        try
        {
            using var answer = await _client.SendAsync(request, either.Token);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException) { return 0; }
        catch (OperationCanceledException) when (limit.IsCancellationRequested) { return 0; }
    }

    public void Dispose() => _client.Dispose();
}
