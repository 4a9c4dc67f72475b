namespace OdooGrains.Domain.Events;

/// <summary>Gives new ids; the only source of them, so that a simulation repeats.</summary>
public interface IIdSource
{
    /// <summary>A new id, greater than each that this source gave before.</summary>
    Guid Next();
}
