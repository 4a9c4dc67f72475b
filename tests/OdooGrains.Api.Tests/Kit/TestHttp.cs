namespace OdooGrains.Api.Tests.Kit;

/// <summary>The tests' own client: they stand for the world outside.</summary>
internal static class TestHttp
{
#pragma warning disable RS0030 // The ban keeps the product's calls inside EgressClient; a test is no part of the product.
    public static HttpClient Client(Uri server) => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server };
#pragma warning restore RS0030
}
