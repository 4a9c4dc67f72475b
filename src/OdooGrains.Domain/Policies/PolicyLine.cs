using System.Text.Json.Nodes;

namespace OdooGrains.Domain.Policies;

/// <summary>What one level states: a sparse object of settings.</summary>
public sealed record PolicyStatement(PolicyLevel Level, JsonObject Settings);

/// <summary>A value that a level states.</summary>
public sealed record PolicyAsk(PolicyLevel Level, PolicyValue Value);

/// <summary>One setting in effect.</summary>
/// <param name="From">The level whose value it is.</param>
/// <param name="Capped">What tenant and connection ask for beyond what they are granted.</param>
public sealed record PolicyLine(PolicySetting Setting, PolicyValue Value, PolicyLevel From, IReadOnlyList<PolicyAsk> Capped)
{
    /// <summary>
    /// The nearest level's word, held to what platform and plan (or else the default) grant. What does not fit the definition is passed over:
    /// it was stored by a program with another table.
    /// </summary>
    /// <param name="setting">The definition.</param>
    /// <param name="stated">The levels, the most general first.</param>
    public static PolicyLine Of(PolicySetting setting, IReadOnlyList<PolicyStatement> stated)
    {
        PolicyAsk granted = new(PolicyLevel.Default, setting.Default), holds = granted;
        List<PolicyAsk> capped = [];
        foreach (var asked in Asks(setting, stated))
        {
            if (asked.Level <= PolicyLevel.Plan)
            {
                granted = holds = asked;
            }
            else if (setting.IsBeyond(asked.Value, granted.Value))
            {
                holds = granted;
                capped.Add(asked);
            }
            else
            {
                holds = asked;
            }
        }

        return new(setting, holds.Value, holds.Level, capped.Count == 0 ? [] : capped);
    }

    private static IEnumerable<PolicyAsk> Asks(PolicySetting setting, IReadOnlyList<PolicyStatement> stated)
        => from statement in stated
           where statement.Level <= setting.Lowest
           let value = setting.Read(statement.Settings[setting.Name])
           where value is not null
           select new PolicyAsk(statement.Level, value.Value);
}
