namespace OdooGrains.Sandbox.Tests;

/// <summary>The tests' own client: they stand for the world outside.</summary>
internal static class TestHttp
{
#pragma warning disable RS0030 // The ban keeps the product's calls inside EgressClient; a test is no part of the product.
    public static HttpClient Client() => new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 });
#pragma warning restore RS0030
}
