using System.Globalization;
using System.Text;

namespace OdooGrains.Simulation;

/// <summary>How often each kind of harm is done during the storm, in a thousand occasions.</summary>
internal sealed record FaultRates
{
    public required int StoreUnavailable { get; init; }
    public required int CommittedUnknown { get; init; }
    public required int LostUnknown { get; init; }
    public required int SlowStore { get; init; }
    public required int ForeignCommit { get; init; }
    public required int CallFails { get; init; }
    public required int CallLosesAnswer { get; init; }
    public required int CallDropped { get; init; }
    public required int CallDelayed { get; init; }
    public required int SecondActivation { get; init; }
    public required int EarlyDeactivation { get; init; }
    public required int HookLost { get; init; }
    public required int HookAnswerLost { get; init; }
    public required int HookDuplicate { get; init; }
    public required int HookDelayed { get; init; }
    public required int NotSent { get; init; }
    public required int RequestLost { get; init; }
    public required int SlowRequest { get; init; }
    public required int LateCommit { get; init; }

    /// <summary>Faults that Odoo itself shows; each kind of those that are on.</summary>
    public required int OdooFault { get; init; }

    /// <summary>Refusals that wait for a person are among them.</summary>
    public required bool OdooRefuses { get; init; }

    public static FaultRates Draw(Random random) => new()
    {
        StoreUnavailable = Some(random, 60),
        CommittedUnknown = Some(random, 50),
        LostUnknown = Some(random, 50),
        SlowStore = Some(random, 30),
        ForeignCommit = Some(random, 60),
        CallFails = Some(random, 40),
        CallLosesAnswer = Some(random, 40),
        CallDropped = Some(random, 20),
        CallDelayed = Some(random, 60),
        SecondActivation = Some(random, 30),
        EarlyDeactivation = Some(random, 60),
        HookLost = Some(random, 150),
        HookAnswerLost = Some(random, 150),
        HookDuplicate = Some(random, 400),
        HookDelayed = Some(random, 500),
        NotSent = Some(random, 40),
        RequestLost = Some(random, 30),
        SlowRequest = Some(random, 60),
        LateCommit = Some(random, 50),
        OdooFault = Some(random, 25),
        OdooRefuses = random.Next(3) == 0,
    };

    public override string ToString()
    {
        var text = new StringBuilder("per mille");
        foreach (var rate in typeof(FaultRates).GetProperties().Where(property => property.PropertyType == typeof(int)))
        {
            text.Append(CultureInfo.InvariantCulture, $" {rate.Name} {rate.GetValue(this)}");
        }

        return text.Append(OdooRefuses ? ", Odoo refuses now and then" : "").ToString();
    }

    private static int Some(Random random, int most) => random.Next(10) < 4 ? 0 : random.Next(1, most + 1);
}
