using System.Globalization;

namespace OdooGrains.Silo.Tests;

/// <summary>Run as a program, this assembly prints one simulation's outcome: how a test compares two processes.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var seed])
        {
            Console.Error.WriteLine("Usage: dotnet exec OdooGrains.Silo.Tests.dll SEED. The tests themselves are run by dotnet test.");
            return 2;
        }

        Console.WriteLine(SimulatedDay.Run(int.Parse(seed, CultureInfo.InvariantCulture)));
        return 0;
    }
}
