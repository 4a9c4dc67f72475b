using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OdooGrains.LocalSilo;

/// <summary>
/// Runs grains in this process, with the meaning of Orleans and no cluster. It takes calls as soon as it is made; <see cref="StartAsync"/> starts the
/// reminders that an earlier process left. Services: <see cref="IReminderTable"/> and <see cref="IGrainStorage"/> (in memory where there is none),
/// <see cref="ILoggerFactory"/>, and whatever the grains' constructors ask for.
/// </summary>
public sealed class LocalSilo : IClusterClient, IAsyncDisposable
{
    private readonly Dictionary<string, GrainClass> _classes = [];
    private readonly Dictionary<Type, GrainClass> _classOfInterface = [];
    private readonly Dictionary<string, List<string>> _subscribers = [];
    private readonly ConcurrentDictionary<string, StreamProvider> _streams = new();
    private volatile string? _ended;

    public LocalSilo(IServiceProvider services, LocalSiloOptions options)
    {
        options.Validate();
        ServiceProvider = services;
        Options = options;
        Json = new WireJson([.. options.WireContexts]);
        Copier = options.Strict ? new WireCopier(Json) : null;
        Log = new SiloLog(services.GetService<ILoggerFactory>()?.CreateLogger<LocalSilo>() ?? NullLogger<LocalSilo>.Instance);
        GrainStorage = services.GetService<IGrainStorage>() ?? new InMemoryGrainStorage();
        Reminders = new ReminderService(this, services.GetService<IReminderTable>() ?? new InMemoryReminderTable());
        Directory = new ActivationDirectory(this);
        Sweep = new Sweep(this);
        AddClasses();
    }

    public IServiceProvider ServiceProvider { get; }

    /// <summary>How many grains are active.</summary>
    public int Activations => Directory.Count;

    internal LocalSiloOptions Options { get; }

    internal TimeProvider Time => Options.TimeProvider;

    internal ISiloFaults? Faults => Options.Faults;

    internal ActivationDirectory Directory { get; }

    internal Sweep Sweep { get; }

    internal ReminderService Reminders { get; }

    internal IGrainStorage GrainStorage { get; }

    internal WireJson Json { get; }

    internal WireCopier? Copier { get; }

    internal SiloLog Log { get; }

    internal bool IsStopping { get; private set; }

    internal long Now => Time.GetTimestamp();

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        if (!_classOfInterface.TryGetValue(typeof(TGrainInterface), out var grainClass))
        {
            throw new ArgumentException($"No grain class implements {typeof(TGrainInterface)}: is its assembly in {nameof(LocalSiloOptions.GrainAssemblies)}?");
        }

        return Proxy<TGrainInterface>.Create(this, new GrainId(grainClass.Name, primaryKey));
    }

    /// <summary>Starts the reminders of the table.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => Reminders.StartAsync(cancellationToken);

    /// <summary>Ends gracefully: no more ticks, then each activation when its running calls are done. Cancelled, it kills what is left.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        IsStopping = true;
        Reminders.Stop();
        try
        {
            // Deactivation hooks may call other grains, which activates them anew: again until nothing is left.
            while (!Directory.IsEmpty)
            {
                var ends = Directory.InOrder(_ => true).Select(activation => activation.EndAsync(new(DeactivationReasonCode.ShuttingDown, "The silo stops.")));
                await Task.WhenAll(ends).WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Log.StoppedWithGrains(Directory.Count);
        }

        End("was stopped");
    }

    /// <summary>
    /// Ends as a killed process would: no hook runs, and nothing of a grain beyond its next await. Callers get <see cref="SiloUnavailableException"/>.
    /// </summary>
    public void Kill() => End("was killed");

    /// <summary>Kills it; for a graceful end call <see cref="StopAsync"/> before.</summary>
    public ValueTask DisposeAsync()
    {
        Kill();
        return default;
    }

    internal long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Time.TimestampFrequency);

    internal bool HasGrainType(string name) => _classes.ContainsKey(name);

    internal IReadOnlyList<string> SubscribersOf(string streamNamespace) => _subscribers.TryGetValue(streamNamespace, out var names) ? names : [];

    internal IStreamProvider Streams(string name) => _streams.GetOrAdd(name, name => new StreamProvider(this, name));

    internal Activation NewActivation(GrainId id) => new(this, id, _classes[id.Type]);

    /// <summary>Sends a call, or does to it what the simulation wants done.</summary>
    internal void Send(GrainId id, Invocation call)
    {
        if (Faults is null) Deliver(id, call);
        else CallFaults.Apply(this, id, call, Faults.OnCall(id, call.Method.Name));
    }

    /// <summary>Puts a call into the mailbox of the grain's activation, and says which that was.</summary>
    internal Activation? Deliver(GrainId id, Invocation call, Activation? target = null)
    {
        while (true)
        {
            if (_ended is not null)
            {
                call.Fail(new SiloUnavailableException($"The silo {_ended}; {call.Method.Name} of {id} did not run."));
                return null;
            }

            var activation = target ?? Directory.FindOrCreate(id);
            switch (activation.Post(call))
            {
                case PostResult.Accepted:
                    // The silo may have ended since the look above, and not have seen an activation that was made since.
                    if (_ended is not null) activation.Kill();
                    return activation;
                case PostResult.Full:
                    call.Fail(new LimitExceededException(
                        $"{id} has {Options.MailboxMax} calls waiting ({nameof(Options.MailboxMax)}); {call.Method.Name} did not run. Call again later."));
                    return activation;
            }

            target = null;
        }
    }

    internal void LogLostOneWay(VoidInvocation call) => call.Result.ContinueWith(
        static (task, state) =>
        {
            var (log, method) = ((SiloLog, GrainMethod))state!;
            log.OneWayFailed(method.Name, task.Exception!.InnerException!);
        },
        (Log, call.Method),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private void End(string how)
    {
        _ended ??= how;
        Reminders.Stop();
        Sweep.Dispose();
        foreach (var activation in Directory.InOrder(_ => true)) activation.Kill();
    }

    private void AddClasses()
    {
        var types = Options.GrainAssemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Grain)));
        foreach (var type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            var grainClass = GrainClass.Of(type);
            if (!_classes.TryAdd(grainClass.Name, grainClass))
            {
                throw new InvalidOperationException($"Two grain classes are called '{grainClass.Name}'; set [GrainType] on {type}.");
            }

            foreach (var face in grainClass.Interfaces)
            {
                if (!_classOfInterface.TryAdd(face, grainClass)) throw new InvalidOperationException($"{face} has two grain classes, one of them {type}.");
            }

            foreach (var name in grainClass.StreamNamespaces)
            {
                if (!_subscribers.TryGetValue(name, out var subscribers)) _subscribers[name] = subscribers = [];
                subscribers.Add(grainClass.Name);
            }
        }
    }
}
