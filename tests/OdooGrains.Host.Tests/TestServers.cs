using System.Net;
using System.Net.Sockets;

namespace OdooGrains.Host.Tests;

/// <summary>What tests that start the real server share.</summary>
internal static class TestServers
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan UntilMax = TimeSpan.FromSeconds(30);

    public static string Root { get; } = FindRoot();

    public static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public static Dictionary<string, string> Environment(string folder, string key) => new()
    {
        ["ODOOGRAINS_ADMIN_KEY"] = key,
        ["Egress__Allow"] = "127.0.0.1",
        ["Store__Path"] = Path.Combine(folder, "odoograins.db"),
    };

    /// <summary>Waits for a condition of another process.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(UntilMax, TimeProvider.System);
        using var timer = new PeriodicTimer(Poll, TimeProvider.System);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OdooGrains.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"OdooGrains.sln was not found above {AppContext.BaseDirectory}.");
    }
}
