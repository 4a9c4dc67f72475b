using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Contracts;
using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;
using EventId = OdooGrains.Domain.Events.EventId;

namespace OdooGrains.Api.Hooks;

/// <summary>
/// Takes events in: verify, admit, commit, hint. It answers "accepted" only after the commit, makes no grain call and reads nothing but the
/// cached directories, so a front accepts with every silo down. Without HTTP, so that a simulation runs the same code.
/// </summary>
public sealed partial class Intake(
    TenantDirectory directory,
    ConnectorRegistry connectors,
    IInbox inbox,
    IFoldHints hints,
    IIdSource ids,
    HookAdmission admission,
    PlatformFigures figures,
    ApiOptions options,
    TimeProvider time,
    ILogger<Intake> logger)
{
    private static readonly TimeSpan CommitAtLeast = TimeSpan.FromSeconds(0.5);

    /// <param name="key">The connection that the hook belongs to.</param>
    /// <param name="request">The request; its <see cref="InboundRequest.ReceivedAt"/> is when it began, and the answer comes within <see cref="ApiOptions.HookAnswerMax"/> of that.</param>
    /// <param name="traceParent">The W3C traceparent of the request, or null.</param>
    /// <param name="cancellation">Cancels reading the directory; a commit that has begun is waited for.</param>
    public async Task<IntakeAnswer> ReceiveAsync(ConnectionKey key, InboundRequest request, string? traceParent, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        using var activity = Instruments.Activities.StartActivity("accept", ActivityKind.Server, traceParent);
        var answer = await AnswerAsync(key, request, activity?.Id ?? traceParent, cancellation);
        if (answer is IntakeAnswer.Refused refused)
        {
            Instruments.Refused.Add(1, new KeyValuePair<string, object?>("code", refused.Code));
            LogRefused(key.Tenant, key.Connection, refused.Status, refused.Code);
        }
        else
        {
            Instruments.AcceptSeconds.Record(time.GetElapsedTime(begun).TotalSeconds);
        }

        activity?.SetTag("tenant", key.Tenant.Value).SetTag("connection", key.Connection.Value).SetTag("refused", (answer as IntakeAnswer.Refused)?.Code);
        return answer;
    }

    private async Task<IntakeAnswer> AnswerAsync(ConnectionKey key, InboundRequest request, string? traceParent, CancellationToken cancellation)
    {
        try
        {
            var opened = await directory.FindAsync(key, cancellation);
            if (opened is null && await directory.FindTenantAsync(key.Tenant, cancellation) is { Status: TenantStatus.Draining or TenantStatus.Closed })
            {
                // Its connections are erased already.
                return Gone();
            }

            return Verdict(opened, request) switch
            {
                (null, { } answer) => answer,
                // Work that a person must do by a date is not shed: privacy requests are of the lane customers.
                ({ } verdict, _) when verdict is not InboundVerdict.Work && figures.Brownout.Sheds(verdict.Lane) => Shed(verdict.Lane),
                ({ } verdict, _) when await admission.RefusedAsync(key.Tenant, verdict.Lane, verdict is InboundVerdict.Document, cancellation) is { } refusal => TooMany(refusal),
                ({ } verdict, _) => await AcceptAsync(VerifiedEvent.Of(key, new(ids.Next()), verdict, request.Body, request.ReceivedAt, traceParent), (verdict as InboundVerdict.Ignored)?.Feed),
                _ => throw new InvalidOperationException($"Connection {key} gave no verdict."),
            };
        }
        catch (StoreUnavailableException error)
        {
            LogNotStored(key.Tenant, key.Connection, error);
            return new IntakeAnswer.Refused(503, "store_unavailable", "The event was not stored. Send it again.", Problems.StoreRetryAfter);
        }
        catch (Exception error) when (error is CommitUnknownException or TimeoutException)
        {
            LogNotStored(key.Tenant, key.Connection, error);
            return new IntakeAnswer.Refused(503, "commit_unknown", "It is not known whether the event was stored. Send it again; a repeat is harmless.", Problems.StoreRetryAfter);
        }
    }

    private (InboundVerdict.Verified? Verdict, IntakeAnswer? Answer) Verdict(OpenedConnection? opened, InboundRequest request)
    {
        if (opened is null || connectors.Find(opened.Connection.Kind)?.Inbound is not { } inbound)
        {
            return (null, new IntakeAnswer.Refused(404, "not_found", "There is no hook at this address."));
        }

        if (opened.Tenant.Status is TenantStatus.Draining or TenantStatus.Closed)
        {
            return (null, Gone());
        }

        if (request.Header("Content-Encoding") is { } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return (null, new IntakeAnswer.Refused(415, "content_encoding", "The body must not be encoded; send it without Content-Encoding."));
        }

        return inbound.Receive(OpenedConnections.Config(opened), request) switch
        {
            InboundVerdict.Verified verified => (verified, null),
            InboundVerdict.Greeting => (null, new IntakeAnswer.Greeted()),
            InboundVerdict.Refused refused => (null, new IntakeAnswer.Refused(refused.Status, refused.Code, refused.Detail)),
            var unknown => throw new InvalidOperationException($"Verdict {unknown.GetType().Name} of connection {opened.Connection.Key} is not known."),
        };
    }

    private static IntakeAnswer.Refused Gone() => new(410, "gone", "The tenant is closed; remove the subscription.");

    private static IntakeAnswer.Refused Shed(Lane lane) => new(
        503, "brownout", $"The platform has too much to do and takes no events of the lane '{lane.ToString().ToLowerInvariant()}' now; nothing was stored. Send it again after Retry-After.", BrownoutLadder.RetryAfter);

    private static IntakeAnswer.Refused TooMany(AdmissionRefusal refusal)
        => new(429, refusal.Outcome is "rate" ? "too_many_events" : "backlog_full", refusal.Detail, refusal.Wait) { Headers = refusal.Fields };

    /// <param name="feed">The feed that has something new by its word.</param>
    private async Task<IntakeAnswer> AcceptAsync(InboundEvent @event, string? feed)
    {
        // The sender gives up after its own limit; a commit that comes later is found by the sweep, and the repeat is a duplicate.
        var left = options.HookAnswerMax - (time.GetUtcNow() - @event.ReceivedAt);
        var accepted = await inbox.AcceptAsync(@event, CancellationToken.None).WaitAsync(left > CommitAtLeast ? left : CommitAtLeast, time);
        if (accepted.IsDuplicate)
        {
            Instruments.Duplicates.Add(1);
        }
        else
        {
            Instruments.Accepted.Add(1);
            hints.Arrived(@event with { Id = accepted.Id, BodyChanged = accepted.BodyChanged });
        }

        // Also by a word that is known: a rule says the same of every change of a record.
        if (feed is not null)
        {
            hints.Changed(new(@event.Connection, feed));
        }

        LogAccepted(@event.Connection.Tenant, @event.Document, accepted.Id, @event.Topic, accepted.IsDuplicate, accepted.BodyChanged);
        return new IntakeAnswer.Accepted(accepted.Id, accepted.IsDuplicate);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Event {Event} of tenant {Tenant} for document {Document} is accepted: topic {Topic}, duplicate {IsDuplicate}, other body under a known delivery {BodyChanged}")]
    private partial void LogAccepted(TenantId tenant, DocumentKey? document, EventId @event, string topic, bool isDuplicate, bool bodyChanged);

    [LoggerMessage(Level = LogLevel.Information, Message = "An event at connection {Connection} of tenant {Tenant} was refused with {Status} {Code}")]
    private partial void LogRefused(TenantId tenant, ConnectionId connection, int status, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event at connection {Connection} of tenant {Tenant} could not be stored; its sender was asked to come again")]
    private partial void LogNotStored(TenantId tenant, ConnectionId connection, Exception error);
}
