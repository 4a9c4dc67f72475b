using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Writing;

/// <summary>One small transaction that waits for a writer. A cancelled one is never started; one that is under way is carried to its end.</summary>
internal abstract class PendingWrite(TenantId tenant, CancellationToken cancellation)
{
    public TenantId Tenant { get; } = tenant;

    /// <summary>At most one transaction a document is in a batch; null where there is no such bound.</summary>
    public virtual DocumentKey? Document => null;

    /// <summary>Roughly what it adds to a batch.</summary>
    public virtual int Bytes => 0;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>How often it failed alone for a reason that may go away.</summary>
    public int Tries { get; set; }

    public abstract void Fail(Exception error);

    public abstract void Cancel();
}

/// <inheritdoc cref="PendingWrite"/>
internal abstract class PendingWrite<T>(TenantId tenant, CancellationToken cancellation) : PendingWrite(tenant, cancellation)
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Outcome => _outcome.Task;

    public void Succeed(T value) => _outcome.TrySetResult(value);

    public override void Fail(Exception error) => _outcome.TrySetException(error);

    public override void Cancel() => _outcome.TrySetCanceled(Cancellation);
}
