using System.Globalization;
using System.Numerics;
using Freeze.WeightFiles.Pickle;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.TorchFiles;

/// <summary>
/// Reads what torch.save wrote before PyTorch 1.6: five pickles in a row (a magic number, the protocol, facts about the machine,
/// the object, the keys of its storages), then the storages. Each of the pickles could be hostile, so each gets the same care.
/// </summary>
internal static class TorchLegacyReader
{
    private const long Protocol = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("01950a86a20f9469cfc6c", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Whether a file may start with a pickle.</summary>
    public static bool Accepts(ReadOnlySpan<byte> start) => start is [0x80, <= 5, ..] or [0x80] || start.StartsWith("L1195"u8);

    /// <summary>Reads a file's table of tensors.</summary>
    public static CheckpointContent Read(WeightFile file, ReadingBudget budget)
    {
        var position = 0L;
        if (Unpickle(file, ref position, "its magic number", null, budget) is not BigInteger magic || magic != Magic)
            throw WeightFileError.Unknown(file.Path, "is a Python pickle, but not one that torch.save wrote.");
        if (Unpickle(file, ref position, "its protocol", null, budget) is not Protocol)
            throw WeightFileError.Corrupt(file.Path, $"its protocol is not {Protocol}.");
        if (Unpickle(file, ref position, "its facts about the machine", null, budget) is not CheckpointDictionary machine)
            throw WeightFileError.Corrupt(file.Path, "it says nothing about the machine that wrote it.");
        // Machines of the other byte order wrote little-endian numbers too, or did not, depending on their PyTorch: there is no telling.
        if (machine.TryGetValue("little_endian", out var little) && little is not true)
            throw WeightFileError.Unknown(file.Path, "was written by a big-endian machine in the legacy format, which does not tell the order of its bytes.", "Save it again with PyTorch 1.6 or newer.");

        var storages = new LegacyStorages(file, budget);
        var treeStart = position;
        var root = Unpickle(file, ref position, "its data", storages, budget);
        var treeLength = position - treeStart;
        if (Unpickle(file, ref position, "its list of storages", null, budget) is not CheckpointList keys)
            throw WeightFileError.Corrupt(file.Path, "its list of storages is no list.");
        storages.Place(keys, position);
        var walker = new ContentWalker(file.Path, 4 * treeLength + 10_000, budget);
        walker.Walk(root);
        return new CheckpointContent(CheckpointFormat.PyTorchLegacy, walker.Tensors, root) { Values = new(walker.ListValues) };
    }

    /// <summary>Looks into something that may be a bare pickle of the text protocols, to tell a hostile one from mere text.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: it names Python objects that weights do not need.</exception>
    public static void RefuseUnsafe(WeightFile file, ReadingBudget budget)
    {
        try
        {
            var position = 0L;
            Unpickle(file, ref position, "its pickle", null, budget);
        }
        catch (FreezeException error) when (error.Code != ErrorCode.ModelFileUnsafe)
        {
        }
    }

    private static object? Unpickle(WeightFile file, ref long position, string what, IStorageSource? storages, ReadingBudget budget)
    {
        var cursor = new PickleCursor(file, what, position, file.Length - position, budget);
        var value = new PickleMachine(cursor, new PickleObjects(cursor, storages, isTorchScript: false, budget), budget).Run();
        position += cursor.Position;
        return value;
    }
}
