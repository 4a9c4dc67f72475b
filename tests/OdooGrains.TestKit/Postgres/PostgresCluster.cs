using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OdooGrains.TestKit.Postgres;

/// <summary>A PostgreSQL server of our own in a temporary folder, on a free port of 127.0.0.1. Root runs it as the user postgres.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private const string Durable = "";
    private const string Fast = " -c fsync=off -c full_page_writes=off -c synchronous_commit=off";

    // Waits for the end of its input, then stops the server (pg_ctl finds it by the process id in its data folder) and removes the folder. The
    // input ends when we say so, or when this process does, however it ends.
    private const string Keeper = """
        read -r _
        folder=$1; shift
        "$@" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1
        rm -rf "$folder"
        """;

    private readonly string _folder;
    private readonly Process _keeper;

    private PostgresCluster(string folder, int port)
    {
        (_folder, Port) = (folder, port);
        _keeper = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Keeper, "sh", folder, .. AsServer("pg_ctl")]) { WorkingDirectory = "/", RedirectStandardInput = true })!;
    }

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres";

    private string Data => Path.Combine(_folder, "data");

    public static PostgresCluster Start(bool isDurable)
    {
        var folder = Directory.CreateTempSubdirectory("odoograins-pg-").FullName;
        var cluster = new PostgresCluster(folder, FreePort());
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                Run(["chown", "postgres", folder]);
            }

            Run([.. AsServer("initdb"), "-D", cluster.Data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
            Run([.. AsServer("pg_ctl"), "-D", cluster.Data, "-w", "-l", Path.Combine(folder, "log"), "-o", cluster.Settings(isDurable), "start"]);
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public void Dispose()
    {
        _keeper.StandardInput.Close();
        _keeper.WaitForExit();
        _keeper.Dispose();
    }

    private string Settings(bool isDurable)
        => $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{_folder}' -c max_connections=300 -c shared_buffers=128MB{(isDurable ? Durable : Fast)}";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root.
    private static string[] AsServer(string program)
    {
        var path = Path.Combine(PostgresBinaries.Folder, program);
        return Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", path] : [path];
    }

    private static void Run(IReadOnlyList<string> command)
    {
        // Output goes nowhere: the server would inherit our pipes and keep them open.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. command]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with code {process.ExitCode}; run it by hand to see why.");
        }
    }
}
