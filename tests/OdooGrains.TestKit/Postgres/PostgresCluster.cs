using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OdooGrains.TestKit.Postgres;

/// <summary>A PostgreSQL server of our own in a temporary folder, on a free port of 127.0.0.1. Root runs it as the user postgres.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private const string Durable = "";
    private const string Fast = " -c fsync=off -c full_page_writes=off -c synchronous_commit=off";
    private readonly string _folder;
    private bool _isStopped;

    private PostgresCluster(string folder, int port) => (_folder, Port) = (folder, port);

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
                Run("chown", ["postgres", folder]);
            }

            RunAsServer("initdb", ["-D", cluster.Data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
            RunAsServer("pg_ctl", ["-D", cluster.Data, "-w", "-l", Path.Combine(folder, "log"), "-o", cluster.Settings(isDurable), "start"]);
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server (pg_ctl finds it by the process id in its data folder) and removes the folder.</summary>
    public void Dispose()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            RunAsServer("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"]);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string Settings(bool isDurable)
        => $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{_folder}' -c max_connections=300 -c shared_buffers=128MB{(isDurable ? Durable : Fast)}";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void RunAsServer(string program, IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(PostgresBinaries.Folder, program);
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    private static void Run(string program, IReadOnlyList<string> arguments)
    {
        // Output goes nowhere: the server would inherit our pipes and keep them open.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with code {process.ExitCode}; run it by hand to see why.");
        }
    }
}
