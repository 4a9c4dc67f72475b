namespace OdooGrains.Domain.Scheduling;

/// <summary>In which order a <see cref="FairQueue{T}"/> serves.</summary>
public enum QueueDiscipline
{
    /// <summary>Fairly over tenants; the default everywhere.</summary>
    ByTenant,

    /// <summary>As if all were of one tenant: the control that shows what fairness is good for. No setting leads here.</summary>
    FirstComeFirstServed,
}
