using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OdooGrains.Api.Http;

/// <summary>Reads a body once, as bytes, up to a limit, whatever the Content-Length says.</summary>
internal static class BodyReader
{
    private const int FirstBufferBytes = 4 * 1024;

    /// <returns>The bytes, or null when there are more than <paramref name="max"/>.</returns>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int max, CancellationToken cancellation)
    {
        if (request.ContentLength > max)
        {
            return null;
        }

        LiftServerLimit(request.HttpContext, max);
        var length = (int)(request.ContentLength ?? FirstBufferBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(length + 1);
        try
        {
            var filled = 0;
            while (true)
            {
                var read = await request.Body.ReadAsync(buffer.AsMemory(filled), cancellation);
                if (read == 0)
                {
                    return buffer[..filled];
                }

                filled += read;
                if (filled > max)
                {
                    return null;
                }

                buffer = filled == buffer.Length ? Grown(buffer) : buffer;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The server's own limit would throw; ours answers.
    private static void LiftServerLimit(HttpContext context, int max)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature && feature.MaxRequestBodySize <= max)
        {
            feature.MaxRequestBodySize = null;
        }
    }

    private static byte[] Grown(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
