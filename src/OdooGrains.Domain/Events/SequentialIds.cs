using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OdooGrains.Domain.Events;

/// <summary>
/// UUID version 7 (RFC 9562) from the injected clock. Within a millisecond a 12-bit counter ascends, and when the clock stands
/// or goes back the last millisecond is kept, so that ids of one process always ascend. The other 62 bits are random.
/// </summary>
public sealed class SequentialIds(TimeProvider time, Action<Span<byte>>? fillRandom = null) : IIdSource
{
    private const int CounterMax = 0xFFF;
    private readonly Lock _gate = new();
    private readonly Action<Span<byte>> _fillRandom = fillRandom ?? RandomNumberGenerator.Fill;
    private long _millisecond;
    private int _counter;

    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        _fillRandom(bytes);
        var (millisecond, counter) = Tick();
        BinaryPrimitives.WriteInt64BigEndian(bytes, millisecond << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | counter));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Not greater than any id that was made from this instant on, by a clock that was right.</summary>
    public static Guid Floor(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    private (long Millisecond, int Counter) Tick()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            if (now > _millisecond)
            {
                (_millisecond, _counter) = (now, 0);
            }
            else if (++_counter > CounterMax)
            {
                (_millisecond, _counter) = (_millisecond + 1, 0);
            }

            return (_millisecond, _counter);
        }
    }
}
