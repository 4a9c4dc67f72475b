using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OdooGrains.Silo.Tests.Probes;

[Immutable]
public sealed record Money(decimal Amount, string Currency);

[Immutable]
public sealed record Order(string Id, Money Total, DateTimeOffset At, ImmutableArray<string> Tags, string? Note);

[Immutable]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$kind")]
[JsonDerivedType(typeof(Deposit), "deposit")]
[JsonDerivedType(typeof(Cancel), "cancel")]
public abstract record Command(string Key);

[Immutable]
public sealed record Deposit(string Key, decimal Amount) : Command(Key);

[Immutable]
public sealed record Cancel(string Key, string Why) : Command(Key);

[Immutable]
public sealed record Envelope(int Number, Command Body);

[Immutable]
public sealed record Entry(decimal Balance, Command? Last, DateTimeOffset? At, bool Exists, string? Etag);

[Immutable]
public sealed record Hint(string Key, int Number);

/// <summary>A type that no wire context lists.</summary>
[Immutable]
public sealed record Unlisted(string Text);

public sealed class LedgerState
{
    public decimal Balance { get; set; }

    public Command? Last { get; set; }

    public DateTimeOffset? At { get; set; }
}

/// <summary>An exception with an own property, which does not cross, and Data, which does.</summary>
public sealed class CreditException : Exception
{
    public CreditException(string message, string code)
        : base(message)
    {
        Code = code;
        Data["code"] = code;
    }

    public string Code { get; }
}

[JsonSerializable(typeof(Money))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Command))]
[JsonSerializable(typeof(Deposit))]
[JsonSerializable(typeof(Cancel))]
[JsonSerializable(typeof(Envelope))]
[JsonSerializable(typeof(Entry))]
[JsonSerializable(typeof(Hint))]
[JsonSerializable(typeof(LedgerState))]
public sealed partial class ProbeJson : JsonSerializerContext;
