using Microsoft.Extensions.Logging;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Alerts;

/// <summary>
/// Raises one alert a cause and ends it, driven by the sweep. It looks at a bounded page of late orders and of open alerts, and goes on after it
/// the next time. The sweep does not wait for it, and it does not wait for receivers.
/// </summary>
public sealed partial class AlertWatch(
    IAlertStore store, IFeedStore feeds, PlatformFigures figures, BreakerReports breakers, AlertSender sender, AlertOptions options, IIdSource ids, ILogger<AlertWatch> logger) : ISweepFollower
{
    /// <summary>How often it looks. 10 s.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>How long an alert that has ended is remembered. 30 days.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Late orders, and open alerts, of one look at most. 200.</summary>
    public const int RowsMax = 200;

    private Task _looking = Task.CompletedTask, _sending = Task.CompletedTask;
    private DateTimeOffset? _lookedAt;
    private LateDocument? _lastLate;
    private Guid? _lastOpen;

    public Task FollowAsync(SweepRound round, CancellationToken cancellation)
    {
        if (_lookedAt is null || round.At - _lookedAt >= Every)
        {
            _lookedAt = round.At;
            _looking = _looking.IsCompleted ? GuardAsync(() => LookAsync(round.At, cancellation)) : _looking;
            _sending = _sending.IsCompleted ? GuardAsync(() => sender.SendDueAsync(cancellation)) : _sending;
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends what is over, then raises what is new.</summary>
    public async Task LookAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var open = await store.OpenAsync(_lastOpen, RowsMax, cancellation);
        foreach (var one in open.Where(one => !AlertRules.Stands(one, breakers.IsClosed, now)))
        {
            await EndAsync(one.Alert, now, cancellation);
        }

        _lastOpen = open.Count < RowsMax ? null : open[^1].Alert.Id;
        var causes = await CausesAsync(now, cancellation);
        var counts = figures.Alerts.ToDictionary(count => (count.Tenant, count.Kind), count => count.Count);
        foreach (var cause in AlertRules.ToRaise(causes, (tenant, kind) => counts.GetValueOrDefault((tenant, kind))))
        {
            await RaiseAsync(cause, now, cancellation);
        }
    }

    private async Task<IReadOnlyList<AlertCause>> CausesAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var late = await store.LateAsync(now, _lastLate, RowsMax, cancellation);
        _lastLate = late.Count < RowsMax ? null : late[^1];
        var lateFeeds = await feeds.LateAsync(null, now, untoldOnly: true, RowsMax, cancellation);
        return [.. late.Select(one => one.Cause), .. lateFeeds.Select(one => one.Cause), .. await store.AuthFailedAsync(RowsMax, cancellation), .. breakers.OpenSince(now - AlertRules.BreakerOpenMax)];
    }

    private async Task RaiseAsync(AlertCause cause, DateTimeOffset now, CancellationToken cancellation)
    {
        var alert = new Alert { Id = ids.Next(), Key = cause.Key, Since = cause.Since, RaisedAt = now, Owner = cause.Owner };
        if (await store.RaiseAsync(alert, options.Url is not null, now - KeptFor, cancellation))
        {
            Count(cause.Key.Kind, AlertEvent.Raised);
            LogRaised(cause.Key.Tenant, cause.Key.Kind, cause.Key.Subject, cause.Since);
        }
    }

    private async Task EndAsync(Alert alert, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await store.EndAsync(alert, options.Url is not null, now, cancellation))
        {
            Count(alert.Key.Kind, AlertEvent.Ended);
            LogEnded(alert.Key.Tenant, alert.Key.Kind, alert.Key.Subject, alert.Since);
        }
    }

    private static void Count(AlertKind kind, AlertEvent what)
        => Instruments.Alerts.Add(1, new("kind", kind.ToString().ToLowerInvariant()), new("event", what.ToString().ToLowerInvariant()));

    // Nobody waits: what fails now is done the next time.
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error)
        {
            LogFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert of tenant {Tenant}: {Kind} of {Subject} since {Since}")]
    private partial void LogRaised(TenantId tenant, AlertKind kind, string subject, DateTimeOffset since);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert of tenant {Tenant} is over: {Kind} of {Subject} since {Since}")]
    private partial void LogEnded(TenantId tenant, AlertKind kind, string subject, DateTimeOffset since);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alerts could not be looked at or sent now; it is done again soon")]
    private partial void LogFailed(Exception error);
}
