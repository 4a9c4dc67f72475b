using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OdooGrains.Benchmarks.Accept;

/// <summary>
/// Linux's epoll: which of many sockets have something to read. One thread and one call for all that became ready, so that the load costs the
/// least of the two cores that it shares with what it measures; async sockets would cost it a thread hop an answer.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Add = 1, Readable = 1, ReadyMax = 256, Interrupted = 4;

    // struct epoll_event { uint32_t events; uint64_t data; }, packed on x86-64 alone.
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataAt + 8;

    private readonly int _handle = Checked(Create(0));
    private readonly byte[] _events = new byte[ReadyMax * EventBytes];

    /// <summary>Reports the socket as <paramref name="index"/> from now on.</summary>
    public void Watch(SafeHandle socket, int index)
    {
        var entry = new byte[EventBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Readable);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(DataAt), index);
        Checked(Control(_handle, Add, (int)socket.DangerousGetHandle(), entry));
    }

    /// <summary>Waits until something can be read, at most so long, and returns how many sockets are ready.</summary>
    public int Wait(TimeSpan max)
    {
        var ready = Wait(_handle, _events, ReadyMax, (int)max.TotalMilliseconds);
        return ready < 0 && Marshal.GetLastPInvokeError() == Interrupted ? 0 : Checked(ready);
    }

    /// <summary>The index of the ready socket.</summary>
    /// <param name="position">Below what <see cref="Wait(TimeSpan)"/> returned.</param>
    public int At(int position) => (int)BinaryPrimitives.ReadInt64LittleEndian(_events.AsSpan((position * EventBytes) + DataAt));

    public void Dispose() => Checked(Close(_handle));

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int handle, int operation, int socket, byte[] entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int handle, byte[] events, int max, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
