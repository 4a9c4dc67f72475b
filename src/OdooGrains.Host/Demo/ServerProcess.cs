using System.Diagnostics;

namespace OdooGrains.Host.Demo;

/// <summary>The real server as a process of its own, started as a user would and killed as a machine would (SIGKILL).</summary>
public sealed class ServerProcess(string folder, Uri url, IReadOnlyDictionary<string, string> environment, string? assembly = null) : IAsyncDisposable
{
    private readonly string _assembly = assembly ?? typeof(ServerProcess).Assembly.Location;
    private Process? _process;
    private StreamWriter? _log;

    public Uri Url { get; } = url;

    /// <summary>What the server wrote to its console, over all its lives.</summary>
    public string LogPath { get; } = Path.Combine(folder, "server.log");

    public int Kills { get; private set; }

    /// <summary>The process under way.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException("The server is not started.");

    public bool HasExited => _process is null or { HasExited: true };

    public void Start()
    {
        var start = StartInfo(["serve", "--urls", Url.ToString()]);
        _log ??= new StreamWriter(LogPath, append: true) { AutoFlush = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"The server could not be started from {start.FileName}.");
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Runs another command of the program to its end, in the same surroundings.</summary>
    public async Task<(int Code, string Output)> RunAsync(params string[] command)
    {
        using var process = Process.Start(StartInfo(command))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>SIGKILL: no handler, no flush, no goodbye.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
            Kills++;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            await KillAsync();
        }

        _log?.Dispose();
    }

    // Run as `dotnet run` or `dotnet test` runs it: through dotnet; else through the program's own launcher.
    private ProcessStartInfo StartInfo(string[] command)
    {
        var launcher = Path.Combine(Path.GetDirectoryName(_assembly)!, Path.GetFileNameWithoutExtension(_assembly));
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        ProcessStartInfo start = File.Exists(launcher) ? new(launcher, command) : new(dotnet, [_assembly, .. command]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = folder;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private void Log(string? line)
    {
        if (line is not null && _log is { } log)
        {
            lock (log)
            {
                log.WriteLine(line);
            }
        }
    }
}
