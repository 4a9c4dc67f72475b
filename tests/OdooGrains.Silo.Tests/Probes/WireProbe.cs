using System.Collections.Immutable;

namespace OdooGrains.Silo.Tests.Probes;

[Alias("probe.IWireProbe")]
public interface IWireProbe : IGrainWithStringKey
{
    [Alias("EchoOrder")]
    Task<Order> EchoOrderAsync(Order order);

    [Alias("EchoCommand")]
    Task<Command> EchoCommandAsync(Command command);

    [Alias("EchoEnvelope")]
    Task<Envelope> EchoEnvelopeAsync(Envelope envelope);

    [Alias("EchoMany")]
    Task<ImmutableArray<Command>> EchoManyAsync(ImmutableArray<Command> commands);

    [Alias("EchoList")]
    Task<IReadOnlyList<Command>> EchoListAsync(IReadOnlyList<Command> commands);

    [Alias("EchoPair")]
    Task<(int Number, string? Text)> EchoPairAsync(int number, string? text);
}

public sealed class WireProbeGrain : Grain, IWireProbe
{
    public Task<Order> EchoOrderAsync(Order order) => Task.FromResult(order);

    public Task<Command> EchoCommandAsync(Command command) => Task.FromResult(command);

    public Task<Envelope> EchoEnvelopeAsync(Envelope envelope) => Task.FromResult(envelope);

    public Task<ImmutableArray<Command>> EchoManyAsync(ImmutableArray<Command> commands) => Task.FromResult(commands);

    public Task<IReadOnlyList<Command>> EchoListAsync(IReadOnlyList<Command> commands) => Task.FromResult(commands);

    public Task<(int Number, string? Text)> EchoPairAsync(int number, string? text) => Task.FromResult((number, text));
}
