using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.Tests.Http;

/// <summary>Takes webhooks in over HTTP and answers as it is told.</summary>
internal sealed class FakeReceiver : ISimulatedSite
{
    public string Welcome => "A receiver.";

    public int Status { get; set; } = 202;

    public List<SiteRequest> Received { get; } = [];

    public SiteAnswer Handle(SiteRequest request)
    {
        Received.Add(request);
        return new(Status, []);
    }
}
