namespace OdooGrains.LocalSilo;

/// <summary>What a call is made on: base of the emitted proxies. Two references to the same grain are equal.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private LocalSilo _silo = null!;
    private GrainMethod[] _methods = null!;
    private Activation? _last;

    internal GrainReference()
    {
    }

    internal GrainId Id { get; private set; }

    public bool Equals(GrainReference? other) => other is not null && other.Id == Id;

    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    public sealed override int GetHashCode() => Id.GetHashCode();

    public sealed override string ToString() => Id.ToString();

    internal void Bind(LocalSilo silo, GrainId id, GrainMethod[] methods)
    {
        _silo = silo;
        Id = id;
        _methods = methods;
    }

    /// <summary>Called by emitted code.</summary>
    internal Task<T> Send<T>(ResultInvocation<T> call, int method, CancellationToken cancellation)
    {
        Send((Invocation)call, method, cancellation);
        return call.Result;
    }

    /// <summary>Called by emitted code.</summary>
    internal Task SendVoid(VoidInvocation call, int method, CancellationToken cancellation)
    {
        Send(call, method, cancellation);
        if (!call.Method.OneWay) return call.Result;

        _silo.LogLostOneWay(call);
        return Task.CompletedTask;
    }

    private void Send(Invocation call, int method, CancellationToken cancellation)
    {
        call.Method = _methods[method];
        call.Context = RequestContext.Current;
        call.SentAt = _silo.Now;
        if (_silo.Copier is { } copier) call.CopyArguments(copier);
        call.AbandonWhen(cancellation);
        if (_silo.Faults is not null)
        {
            _silo.Send(Id, call);
            return;
        }

        // The activation answers for itself whether it still lives, so that most calls need no look into the directory.
        if (_last?.Post(call) != PostResult.Accepted) _last = _silo.Deliver(Id, call);
    }
}
