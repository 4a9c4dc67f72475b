namespace OdooGrains.Host.Tests;

/// <summary>Tests that start servers and load them take turns.</summary>
[CollectionDefinition(nameof(WholeMachine), DisableParallelization = true)]
public sealed class WholeMachine;
