namespace OdooGrains.LocalSilo;

/// <summary>Anything that a call can be addressed to.</summary>
public interface IAddressable;

/// <summary>The root of all grain interfaces.</summary>
public interface IGrain : IAddressable;

/// <summary>A grain whose key is a string. Its interface must be public and its methods return <see cref="Task"/> or <see cref="Task{TResult}"/>.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>Hands out references to grains. A reference costs nothing and activates nothing; the first call does.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain with this key.</summary>
    /// <exception cref="ArgumentException">No grain class of this silo implements the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey;
}

/// <summary>A grain factory as code outside grains holds it; here the silo itself.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}

/// <summary>Names one grain: the type's name and the key.</summary>
public readonly record struct GrainId(string Type, string Key)
{
    public override string ToString() => $"{Type}/{Key}";
}

/// <summary>What the runtime knows about one activation.</summary>
public interface IGrainContext
{
    GrainId GrainId { get; }

    IServiceProvider ActivationServices { get; }
}
