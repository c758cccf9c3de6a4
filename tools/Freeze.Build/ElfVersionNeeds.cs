using System.Buffers.Binary;
using System.Text;

namespace Freeze.Build;

/// <summary>The symbol versions that a 64-bit little-endian ELF library asks of other libraries (its section .gnu.version_r).</summary>
/// <remarks>
/// libLibTorchSharp.so of TorchSharp 0.107.0 asks libstdc++ for GLIBCXX_3.4.32, which Debian 12 and Ubuntu 22.04 do not have.
/// The one symbol behind it, _ZSt21ios_base_library_initv, is never called. A need marked weak does not stop the dynamic linker.
/// </remarks>
internal sealed class ElfVersionNeeds
{
    private const int SectionTypeVersionNeed = 0x6ffffffe;
    private const ushort WeakFlag = 0x2;
    private readonly byte[] _image;

    private ElfVersionNeeds(byte[] image, IReadOnlyList<Need> needs) => (_image, Needs) = (image, needs);

    /// <summary>Every version need, in file order.</summary>
    public IReadOnlyList<Need> Needs { get; }

    /// <summary>Reads the needs of an ELF image.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a 64-bit little-endian ELF file.</exception>
    public static ElfVersionNeeds Read(byte[] image)
    {
        if (image.Length < 64 || BinaryPrimitives.ReadUInt32BigEndian(image) != 0x7f454c46 || image[4] != 2 || image[5] != 1)
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        try
        {
            return new ElfVersionNeeds(image, FindNeeds(image));
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("the ELF file is cut short or damaged", error);
        }
    }

    /// <summary>Marks the need for <paramref name="version"/> as weak. Returns how many entries were changed.</summary>
    public int MarkWeak(string version)
    {
        var changed = 0;
        foreach (var need in Needs.Where(need => need.Version == version && !need.IsWeak))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_image.AsSpan(need.FlagOffset), (ushort)(need.Flags | WeakFlag));
            changed++;
        }

        return changed;
    }

    private static List<Need> FindNeeds(byte[] image)
    {
        var needs = new List<Need>();
        var sectionTable = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(0x28)));
        int entrySize = U16(image, 0x3a), sectionCount = U16(image, 0x3c);
        for (var i = 0; i < sectionCount; i++)
        {
            var header = sectionTable + i * entrySize;
            if (U32(image, header + 4) != SectionTypeVersionNeed)
                continue;
            var section = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(header + 0x18)));
            var strings = sectionTable + checked((int)U32(image, header + 0x28)) * entrySize;
            var stringTable = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(strings + 0x18)));
            ReadSection(image, section, stringTable, needs);
        }

        return needs;
    }

    // Verneed { u16 version, u16 count, u32 file, u32 aux, u32 next }; Vernaux { u32 hash, u16 flags, u16 other, u32 name, u32 next }
    private static void ReadSection(byte[] image, int section, int stringTable, List<Need> needs)
    {
        for (int entry = section, next = 1; next != 0; entry += next)
        {
            var library = Text(image, stringTable + (int)U32(image, entry + 4));
            var auxiliary = entry + (int)U32(image, entry + 8);
            for (var left = U16(image, entry + 2); left > 0; left--)
            {
                var version = Text(image, stringTable + (int)U32(image, auxiliary + 8));
                needs.Add(new Need(library, version, U16(image, auxiliary + 4), auxiliary + 4));
                auxiliary += (int)U32(image, auxiliary + 12);
            }

            next = (int)U32(image, entry + 12);
        }
    }

    private static ushort U16(byte[] image, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(offset));

    private static uint U32(byte[] image, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(offset));

    private static string Text(byte[] image, int offset)
    {
        var bytes = image.AsSpan(offset);
        return Encoding.ASCII.GetString(bytes[..bytes.IndexOf((byte)0)]);
    }

    /// <summary>One version that is asked of one library.</summary>
    internal sealed record Need(string Library, string Version, ushort Flags, int FlagOffset)
    {
        public bool IsWeak => (Flags & WeakFlag) != 0;
    }
}
