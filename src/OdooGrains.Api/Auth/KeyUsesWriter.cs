using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OdooGrains.Api.Auth;

/// <summary>Writes the gathered uses of keys once a <see cref="ApiOptions.KeyUsesPeriod"/> and at the end.</summary>
internal sealed partial class KeyUsesWriter(KeyUses uses, ApiOptions options, TimeProvider time, ILogger<KeyUsesWriter> logger) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.KeyUsesPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; StopAsync writes the rest.
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        try
        {
            await uses.FlushAsync(cancellation);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNotWritten(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When keys were used last could not be written")]
    private partial void LogNotWritten(Exception error);
}
