using System.Text;
using OdooGrains.Connectors.Egress;

namespace OdooGrains.Simulation;

/// <summary>I4: nothing that names one tenant reaches another's Odoo. Checked with every request, as it arrives.</summary>
internal static class Isolation
{
    public static void Check(World world, string tenant, EgressRequest request)
    {
        foreach (var other in world.Options.Tenants)
        {
            if (other.Id != tenant && request.Body.Span.IndexOf(Encoding.UTF8.GetBytes(other.Id)) >= 0)
            {
                world.Break("I4", $"a request to the Odoo of {tenant} names {other.Id}: {request}");
            }
        }
    }
}
