using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>Requests byte for byte, also ones that no client would send.</summary>
internal static class RawHttp
{
    /// <param name="closesEarly">Ends the sending side at once, as a client that goes away.</param>
    /// <returns>The status, or null where the server closed without one.</returns>
    public static async Task<(int? Status, string Text)> SendAsync(Uri server, string head, byte[] body, bool closesEarly)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(body);
            if (closesEarly)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (IOException)
        {
            // The server answered and closed before all was sent; what it said is read below.
        }

        var text = await ReadAsync(stream);
        return text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text) : (null, text);
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all);
        }
        catch (IOException)
        {
            // Reset after the answer: the server refused to read the rest.
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }
}
