namespace OdooGrains.LocalSilo;

/// <summary>What grain code calls on itself. Names and signatures are Orleans'.</summary>
public static class GrainExtensions
{
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key;

    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        Grain own => own.Activation.Id,
        GrainReference reference => reference.Id,
        _ => throw new ArgumentException($"{grain.GetType().Name} is neither a grain nor a reference to one.", nameof(grain)),
    };

    public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<Task> callback, GrainTimerCreationOptions options) =>
        RegisterGrainTimer(grain, _ => callback(), options);

    public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
        new GrainTimer(grain.Activation, callback, options);

    public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<Task> callback, TimeSpan dueTime, TimeSpan period) =>
        RegisterGrainTimer(grain, callback, new GrainTimerCreationOptions(dueTime, period));

    public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
        RegisterGrainTimer(grain, callback, new GrainTimerCreationOptions(dueTime, period));

    public static IGrainTimer RegisterGrainTimer<TState>(
        this Grain grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) =>
        RegisterGrainTimer(grain, cancellation => callback(state, cancellation), options);

    public static IGrainTimer RegisterGrainTimer<TState>(
        this Grain grain, Func<TState, Task> callback, TState state, GrainTimerCreationOptions options) =>
        RegisterGrainTimer(grain, _ => callback(state), options);

    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => grain.Activation.Silo.Streams(name);

    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name) => ((LocalSilo)client).Streams(name);

    public static IAsyncStream<T> GetStream<T>(this IStreamProvider provider, string ns, string id) => provider.GetStream<T>(StreamId.Create(ns, id));
}

/// <summary>Reminders of a grain. The grain must be <see cref="IRemindable"/>.</summary>
public static class GrainReminderExtensions
{
    /// <exception cref="ArgumentException">The period is below <see cref="LocalSiloOptions.MinimumReminderPeriod"/>.</exception>
    /// <exception cref="InvalidOperationException">The grain is not <see cref="IRemindable"/>.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        grain.Activation.Silo.Reminders.RegisterAsync(grain, reminderName, dueTime, period);

    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) =>
        grain.Activation.Silo.Reminders.UnregisterAsync(reminder);

    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
        Task.FromResult<IGrainReminder?>(grain.Activation.Silo.Reminders.Find(grain.Activation.Id, reminderName));

    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) =>
        Task.FromResult(grain.Activation.Silo.Reminders.FindAll(grain.Activation.Id));
}
