using System.Text;

namespace OdooGrains.Connectors.Tests.Conformance;

/// <summary>What the inbound side of every connector must keep.</summary>
public abstract class InboundConformance
{
    /// <summary>Bodies that are no event of any system.</summary>
    public static TheoryData<string> Bodies =>
        ["", " ", "null", "[]", "{}", "{", "{\"id\":1}", "{\"id\":1,\"updated_at\":\"2026-11-20T12:00:00Z\"}", "\0", "\uFEFF{}", "{\"a\":\"\\ud800\"}", "<xml/>", "a=b&c=d", "{\"id\":{},\"line_items\":5}", "[[[[[[[["];

    protected abstract IInboundConnector Inbound { get; }

    protected abstract ConnectionConfig Connection { get; }

    /// <summary>A request with the body, signed as the vendor signs.</summary>
    protected abstract InboundRequest Request(byte[] body);

    /// <summary>A body that is accepted as a document.</summary>
    protected abstract byte[] Good { get; }

    [Fact]
    public void A_good_event_is_a_document_and_is_read_again_later()
    {
        var document = Assert.IsType<InboundVerdict.Document>(Inbound.Receive(Connection, Request(Good)));

        var parsed = Inbound.Parse(Connection, document.Topic, Good);
        if (parsed is ParsedOrder.Told told)
        {
            Assert.NotEmpty(told.Facts);
        }
        else
        {
            Assert.Equal(document.DocumentId, Assert.IsType<ParsedOrder.Read>(parsed).Order.Id);
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void No_body_makes_it_throw(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Inbound.Receive(Connection, Request(bytes));
        Inbound.Parse(Connection, "any", bytes);
    }

    [Fact]
    public void A_signature_holds_for_its_own_bytes_only()
    {
        var signed = Request(Good);
        for (var at = 0; at < Good.Length; at += Math.Max(1, Good.Length / 50))
        {
            byte[] changed = [.. Good];
            changed[at] ^= 1;
            Assert.Equal(401, Assert.IsType<InboundVerdict.Refused>(Inbound.Receive(Connection, signed with { Body = changed })).Status);
        }
    }

    [Fact]
    public void Mutated_bodies_are_refused_or_read_but_never_throw()
    {
        var random = new Random(11);
        for (var round = 0; round < 3_000; round++)
        {
            byte[] mutated = [.. Good];
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            // What is accepted now can be told from an order later.
            if (Inbound.Receive(Connection, Request(mutated)) is InboundVerdict.Document document)
            {
                Assert.NotNull(Inbound.Parse(Connection, document.Topic, mutated));
            }
        }
    }

    [Fact]
    public void A_request_without_headers_is_refused()
        => Assert.IsType<InboundVerdict.Refused>(Inbound.Receive(Connection, new(_ => null, Good, default)));
}
