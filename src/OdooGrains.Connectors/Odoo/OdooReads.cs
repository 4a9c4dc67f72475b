using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>Runs what only reads, outside of any effect.</summary>
internal sealed class OdooReads(OdooSessions sessions)
{
    public async Task<T> RunAsync<T>(ConnectionConfig connection, Func<OdooCalls, Task<T>> run, Func<Failure, T> failed, CancellationToken cancellation)
        where T : class
    {
        var opened = await sessions.OpenAsync(connection, cancellation);
        if (opened is not OpenedSession.Open { Session: var session })
        {
            return failed(((OpenedSession.Closed)opened).Failure);
        }

        var calls = new OdooCalls(session, cancellation);
        T? read = null;
        var end = await calls.EndAsync(async () =>
        {
            await OdooDefaultsReader.GetAsync(calls, connection);
            read = await run(calls);
        });
        if (read is not null)
        {
            return read;
        }

        var failure = end is EffectOutcome.Failed refused ? refused.Failure : new(FailureClass.Transient, "no_answer", "Odoo gave no whole answer.");
        if (failure.Class is FailureClass.Auth or FailureClass.Schema)
        {
            // The key or the version may have changed; the next reading probes anew.
            sessions.Forget(connection.Key);
        }

        return failed(failure);
    }
}
