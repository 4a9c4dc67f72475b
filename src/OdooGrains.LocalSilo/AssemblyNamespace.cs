namespace OdooGrains.LocalSilo;

internal static class AssemblyNamespace;
