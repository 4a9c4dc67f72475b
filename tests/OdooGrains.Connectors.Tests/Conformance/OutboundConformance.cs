using System.Text;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Tests.Conformance;

/// <summary>What every connector that writes must keep: outcomes instead of exceptions, one for each effect, and no secret in any of them.</summary>
public abstract class OutboundConformance : ConnectorConformance
{
    /// <summary>Answers that no system should give, and some give.</summary>
    public static TheoryData<int, string> Garbage => new()
    {
        { 200, "" }, { 200, "null" }, { 200, "[]" }, { 200, "{}" }, { 200, "0" }, { 200, "true" }, { 200, "\"text\"" }, { 200, "[[]]" }, { 200, "[{}]" }, { 200, "[null]" },
        { 200, "{" }, { 200, "\uFEFF{}" }, { 200, "<html>login</html>" }, { 200, "{\"jsonrpc\":\"2.0\"}" }, { 200, "{\"jsonrpc\":\"2.0\",\"error\":5}" },
        { 200, "{\"jsonrpc\":\"2.0\",\"error\":{\"data\":{}}}" }, { 200, "{\"jsonrpc\":\"2.0\",\"result\":{\"ids\":\"x\"}}" }, { 200, "{\"ids\":[1,2,3,4,5,6,7]}" },
        { 200, "{\"ids\":false,\"messages\":7}" }, { 200, "[{\"id\":\"x\",\"name\":1}]" }, { 200, "[{\"id\":1e300}]" }, { 200, "[{\"id\":1e20}]" }, { 200, "[{\"id\":1.5,\"name\":\"x\",\"state\":\"sale\"}]" }, { 200, "{\"jsonrpc\":\"2.0\",\"result\":1.5}" }, { 200, "{\"jsonrpc\":\"2.0\",\"result\":1e300}" }, { 200, new string('[', 5000) }, { 200, "[{\"id\":1,\"name\":\"\\ud800\"}]" },
        { 200, "{\"version_info\":[19]}" }, { 200, "{\"version_info\":\"19\"}" }, { 200, "{\"version_info\":[\"saas~\"]}" }, { 204, "" }, { 302, "" }, { 400, "Invalid JSON data" },
        { 401, "" }, { 403, "no" }, { 404, "<html>" }, { 418, "{}" }, { 429, "" }, { 500, "" }, { 500, "{\"name\":5}" }, { 500, "{\"name\":\"\\udc00\",\"message\":\"" + Canary + "\"}" },
        { 500, "{\"name\":\"x.Y\",\"message\":\"key " + Canary + " is wrong\"}" }, { 500, "{\"name\":\"" + Canary + "\"}" }, { 502, "<html>" }, { 503, "{\"a\":" },
    };

    /// <summary>One effect of each operation.</summary>
    protected abstract IReadOnlyList<Effect> Effects { get; }

    /// <summary>A way out that leads to a working system, and how many of its records it has been made to write.</summary>
    protected abstract (IEgress Egress, Func<int> Writes) Working();

    [Fact]
    public void Every_operation_is_tried_here()
        => Assert.Equal(Connector(Answering(200, "{}")).Manifest.Operations.Select(operation => operation.Name).Order(), Effects.Select(effect => effect.Operation).Order());

    [Fact]
    public async Task An_unknown_operation_is_refused_for_good()
    {
        foreach (var (outbound, effect) in Pairs(Answering(200, "{}")))
        {
            var unknown = effect with { Operation = "order.explode" };
            Assert.Equal(FailureClass.Schema, Assert.IsType<EffectOutcome.Failed>(Assert.Single(await outbound.ExecuteAsync(Connection, [unknown], default))).Failure.Class);
            Assert.IsType<EffectOutcome.Failed>(await outbound.LookUpAsync(Connection, unknown, default));
        }
    }

    [Fact]
    public async Task A_cancelled_call_is_in_doubt()
    {
        foreach (var (outbound, effect) in Pairs(Working().Egress))
        {
            Assert.IsType<EffectOutcome.InDoubt>(Assert.Single(await outbound.ExecuteAsync(Connection, [effect], new(true))));
        }
    }

    [Fact]
    public async Task More_effects_than_a_call_can_carry_each_get_an_outcome()
    {
        foreach (var (outbound, effect) in Pairs(Working().Egress))
        {
            var many = Enumerable.Repeat(effect, 300).ToList();
            Assert.Equal(many.Count, (await outbound.ExecuteAsync(Connection, many, default)).Count);
        }
    }

    [Fact]
    public async Task A_call_that_never_left_is_surely_not_done()
    {
        foreach (var (outbound, effect) in Pairs(new Fixed(new EgressOutcome.NotSent("unreachable", "closed"))))
        {
            Assert.Equal(FailureClass.Transient, Assert.IsType<EffectOutcome.Failed>(Assert.Single(await outbound.ExecuteAsync(Connection, [effect], default))).Failure.Class);
        }
    }

    [Fact]
    public async Task A_look_up_writes_nothing()
    {
        var (egress, writes) = Working();
        foreach (var (outbound, effect) in Pairs(egress))
        {
            var before = writes();
            Assert.IsNotType<EffectOutcome.InDoubt>(await outbound.LookUpAsync(Connection, effect, default));
            Assert.Equal(before, writes());
        }
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task No_answer_makes_it_throw_or_show_a_secret(int status, string body)
    {
        var connector = Connector(Answering(status, body));
        foreach (var (outbound, effect) in Pairs(Answering(status, body)))
        {
            var outcome = Assert.Single(await outbound.ExecuteAsync(Connection, [effect], default));
            Assert.IsNotType<EffectOutcome.NotFound>(outcome);
            AssertNoSecret(outcome);
            AssertNoSecret(await outbound.LookUpAsync(Connection, effect, default));
        }

        AssertNoSecret(await connector.TestAsync(Connection, default));
    }

    /// <summary>The working system, but for garbage as the answer to its nth call: every step meets it.</summary>
    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_in_the_middle_of_an_operation_neither_throws_nor_shows_a_secret(int status, string body)
    {
        for (var at = 0; at < 12; at++)
        {
            foreach (var (outbound, effect) in Pairs(new NthIs(Working().Egress, at, Answered(status, body))))
            {
                AssertNoSecret(Assert.Single(await outbound.ExecuteAsync(Connection, [effect], default)));
            }
        }
    }

    private IEnumerable<(IOutboundConnector Outbound, Effect Effect)> Pairs(IEgress egress)
        => Effects.Select(effect => (Connector(egress).Outbound ?? throw new InvalidOperationException("Effects need an outbound side."), effect));

    private static void AssertNoSecret(object shown) => Assert.DoesNotContain(Canary, $"{shown} {(shown as EffectOutcome.Failed)?.Failure.Message}", StringComparison.Ordinal);

    private static Fixed Answering(int status, string body) => new(Answered(status, body));

    private static EgressOutcome.Answered Answered(int status, string body) => new(status, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), Encoding.UTF8.GetBytes(body));

    private sealed class Fixed(EgressOutcome outcome) : IEgress
    {
        public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation) => Task.FromResult(outcome);
    }

    private sealed class NthIs(IEgress inner, int at, EgressOutcome outcome) : IEgress
    {
        private int _calls;

        public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
            => Interlocked.Increment(ref _calls) - 1 == at ? Task.FromResult(outcome) : inner.SendAsync(request, cancellation);
    }
}
