namespace OdooGrains.LocalSilo;

/// <summary>One call on its way to, waiting at or running in an activation. For each grain method a subclass is emitted that holds the arguments.</summary>
internal abstract class Invocation
{
    private CancellationTokenRegistration _registration;

    public GrainMethod Method { get; set; } = null!;

    public RequestValues? Context { get; set; }

    /// <summary>When the caller sent it; 0 where nobody waits for it.</summary>
    public long SentAt { get; set; }

    /// <summary>The caller has gone, by timeout or cancellation: where it has not begun it never does.</summary>
    public bool Abandoned { get; set; }

    /// <summary>The caller is to see an error whatever the outcome.</summary>
    public bool AnswerLost { get; set; }

    /// <summary>Starts the call in a turn of the activation, and tells it when the call is done.</summary>
    public abstract void Start(Activation activation);

    /// <summary>Ends the caller's wait; an outcome that comes later changes nothing.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Replaces the arguments by copies as the wire would make them.</summary>
    public virtual void CopyArguments(WireCopier copier)
    {
    }

    public void Abandon(Exception error)
    {
        Abandoned = true;
        Fail(error);
    }

    public void AbandonWhen(CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled) return;

        _registration = cancellation.UnsafeRegister(
            static (call, token) => ((Invocation)call!).Abandon(new OperationCanceledException(token)), this);
    }

    protected static bool IsCancellation(Exception error, out CancellationToken token)
    {
        token = (error as OperationCanceledException)?.CancellationToken ?? CancellationToken.None;
        return token.IsCancellationRequested;
    }

    protected void Unregister() => _registration.Dispose();
}

/// <summary>A call of a method that returns this kind of task.</summary>
internal abstract class Invocation<TTask> : Invocation
    where TTask : Task
{
    private Activation? _activation;
    private TTask? _task;

    public abstract TTask Call(object grain);

    public sealed override void Start(Activation activation)
    {
        _activation = activation;
        try
        {
            _task = Call(activation.Instance!);
        }
        catch (Exception error)
        {
            Finish(error);
            return;
        }

        if (_task.IsCompleted) Finish();
        else _task.GetAwaiter().UnsafeOnCompleted(Finish);
    }

    protected abstract void Succeed(TTask task, WireCopier? copier);

    private void Finish()
    {
        var task = _task!;
        Finish(task.IsCompletedSuccessfully ? null : task.IsCanceled ? new TaskCanceledException(task) : task.Exception!.InnerException!);
    }

    private void Finish(Exception? error)
    {
        Unregister();
        var copier = _activation!.Silo.Copier;
        if (AnswerLost) Fail(new TimeoutException($"The answer of {Method.Name} was lost. It may have run."));
        else if (error is not null) Fail(copier is null ? error : WireCopier.Rebuild(error));
        else TrySucceed(copier);
        _activation.Done(this, error);
    }

    private void TrySucceed(WireCopier? copier)
    {
        try
        {
            Succeed(_task!, copier);
        }
        catch (Exception error) when (copier is not null)
        {
            Fail(error);
        }
    }
}

/// <summary>A call with a result.</summary>
internal abstract class ResultInvocation<T> : Invocation<Task<T>>
{
    private readonly TaskCompletionSource<T> _caller = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _caller.Task;

    public sealed override void Fail(Exception error)
    {
        if (IsCancellation(error, out var token)) _caller.TrySetCanceled(token);
        else _caller.TrySetException(error);
    }

    protected sealed override void Succeed(Task<T> task, WireCopier? copier) =>
        _caller.TrySetResult(copier is null ? task.Result : copier.Copy(task.Result, Method.Name));
}

/// <summary>A call without a result.</summary>
internal abstract class VoidInvocation : Invocation<Task>
{
    private readonly TaskCompletionSource _caller = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Result => _caller.Task;

    public sealed override void Fail(Exception error)
    {
        if (IsCancellation(error, out var token)) _caller.TrySetCanceled(token);
        else _caller.TrySetException(error);
    }

    protected sealed override void Succeed(Task task, WireCopier? copier) => _caller.TrySetResult();
}

/// <summary>A turn that the runtime itself sends: a tick or a stream event. Nobody waits for it; a failure is logged.</summary>
internal sealed class RuntimeCall(Func<Grain, Task> body, Action<Exception> failed) : Invocation<Task>
{
    public override Task Call(object grain) => body((Grain)grain);

    public override void Fail(Exception error) => failed(error);

    protected override void Succeed(Task task, WireCopier? copier)
    {
    }
}
