using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Freeze.WeightFiles.Storage;

/// <summary>
/// The CRC-32 of zip archives, of bytes that come piece by piece: .NET's own where it is fast, else carry-less products that fold 128 bytes at a time,
/// as in Intel's paper "Fast CRC Computation Using PCLMULQDQ"; compiled at full speed from its first call on, since loading a model is often all that a process does with it.
/// </summary>
internal sealed class RunningChecksum
{
    private const int Block = 128, Lane = 16;

    // Remainders of x^(d+32) and x^(d-32) by the polynomial, bits reversed: what moves a lane d bits on, d from 128 to 1024.
    private static readonly Vector128<ulong>[] Moves =
    [
        Vector128.Create(0x1751997d0ul, 0x0ccaa009eul), Vector128.Create(0x0f1da05aaul, 0x15a546366ul),
        Vector128.Create(0x03db1ecdcul, 0x174359406ul), Vector128.Create(0x154442bd4ul, 0x1c6e41596ul),
        Vector128.Create(0x1c7569e54ul, 0x0ae0b5394ul), Vector128.Create(0x0df068dc2ul, 0x18cb44e58ul),
        Vector128.Create(0x1ea89367eul, 0x1d7cfc6acul), Vector128.Create(0x1e88ef372ul, 0x14a7fe880ul),
    ];

    private static readonly uint[] Table = MakeTable();

    private readonly bool _ofRuntime;
    private readonly Crc32? _portable;
    private uint _state = uint.MaxValue;

    /// <summary>A checksum of nothing yet, computed in the fastest way there is.</summary>
    public RunningChecksum()
        : this(RuntimeChecksum.IsUsable)
    {
    }

    /// <summary>A checksum of nothing yet.</summary>
    /// <param name="ofRuntime">Whether .NET's own computes it.</param>
    internal RunningChecksum(bool ofRuntime) => (_ofRuntime, _portable) = (ofRuntime, ofRuntime || Pclmulqdq.IsSupported ? null : new());

    /// <summary>The CRC-32 of all bytes so far.</summary>
    public uint Value => _portable?.GetCurrentHashAsUInt32() ?? ~_state;

    /// <summary>The CRC-32 of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new RunningChecksum();
        checksum.Append(bytes);
        return checksum.Value;
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_ofRuntime)
            _state = ~RuntimeChecksum.Append(~_state, bytes);
        else if (_portable is not null)
            _portable.Append(bytes);
        else if (bytes.Length < Block)
            _state = Step(_state, bytes);
        else
            _state = Step(Fold(_state, bytes), bytes[(bytes.Length / Block * Block)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Fold(uint state, ReadOnlySpan<byte> bytes)
    {
        ref var at = ref Unsafe.As<byte, Vector128<ulong>>(ref MemoryMarshal.GetReference(bytes));
        var blocks = bytes.Length / Block;
        var (a, b, c, d) = (at ^ Vector128.CreateScalar((ulong)state), Unsafe.Add(ref at, 1), Unsafe.Add(ref at, 2), Unsafe.Add(ref at, 3));
        var (e, f, g, h) = (Unsafe.Add(ref at, 4), Unsafe.Add(ref at, 5), Unsafe.Add(ref at, 6), Unsafe.Add(ref at, 7));
        var move = Moves[7];
        for (var block = 1; block < blocks; block++)
        {
            at = ref Unsafe.Add(ref at, 8);
            a = Move(a, move) ^ at;
            b = Move(b, move) ^ Unsafe.Add(ref at, 1);
            c = Move(c, move) ^ Unsafe.Add(ref at, 2);
            d = Move(d, move) ^ Unsafe.Add(ref at, 3);
            e = Move(e, move) ^ Unsafe.Add(ref at, 4);
            f = Move(f, move) ^ Unsafe.Add(ref at, 5);
            g = Move(g, move) ^ Unsafe.Add(ref at, 6);
            h = Move(h, move) ^ Unsafe.Add(ref at, 7);
        }

        h ^= Move(a, Moves[6]) ^ Move(b, Moves[5]) ^ Move(c, Moves[4]) ^ Move(d, Moves[3]) ^ Move(e, Moves[2]) ^ Move(f, Moves[1]) ^ Move(g, Moves[0]);
        // What is left stands for all bytes before it, and is worth the checksum of its own 16 bytes.
        Span<byte> last = stackalloc byte[Lane];
        MemoryMarshal.Write(last, in h);
        return Step(0, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Move(Vector128<ulong> lane, Vector128<ulong> move) =>
        Pclmulqdq.CarrylessMultiply(lane, move, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, move, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Step(uint state, ReadOnlySpan<byte> bytes)
    {
        var table = Table;
        foreach (var next in bytes)
            state = table[(byte)(state ^ next)] ^ (state >> 8);
        return state;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value >> 1) ^ ((value & 1) * 0xedb88320);
            table[i] = value;
        }

        return table;
    }
}
