using System.Globalization;
using System.Text;
using Freeze.WeightFiles.Pickle;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Zip;

namespace Freeze.WeightFiles.TorchFiles;

/// <summary>Reads the zip archives of torch.save (data.pkl and data/) and of torch.jit.save (constants.pkl and code/ too).</summary>
internal static class TorchZipReader
{
    // The highest that libtorch knows; a file of a later version may mean something else by the same records.
    private const int LatestVersion = 10;

    /// <summary>Reads an archive's table of tensors.</summary>
    public static CheckpointContent Read(WeightFile file, ReadingBudget budget)
    {
        var directory = ZipDirectory.Read(file, budget);
        var top = FindTop(file, directory);
        CheckVersion(file, directory, top, budget);
        var bigEndian = ReadByteOrder(file, directory, top, budget);
        var hasCode = directory.Records.Any(record => record.Name.StartsWith(top + "code/", StringComparison.Ordinal) && record.Name.EndsWith(".py", StringComparison.Ordinal));
        var constants = directory.Find(top + "constants.pkl");
        if (constants is not null && !hasCode)
            throw WeightFileError.Corrupt(file.Path, "it is a TorchScript archive without its code.");

        var data = directory.Find(top + "data.pkl")!;
        var root = Unpickle(file, data, new ZipStorages(file, directory, top + "data/", bigEndian, budget), constants is not null, budget);
        if (constants is not null)
            Unpickle(file, constants, new ZipStorages(file, directory, top + "constants/", bigEndian, budget), isTorchScript: true, budget);
        var classes = constants is null ? null : new TorchScriptClasses(file, directory, top, budget);
        var walker = new ContentWalker(file.Path, 4 * data.Size + 10_000, budget) { ParametersOf = classes is null ? null : classes.ParametersOf };
        walker.Walk(root);
        return new CheckpointContent(constants is null ? CheckpointFormat.PyTorchZip : CheckpointFormat.TorchScript, walker.Tensors, root) { Values = new(walker.ListValues), Classes = classes };
    }

    private static string FindTop(WeightFile file, ZipDirectory directory)
    {
        const string table = "data.pkl";
        var tops = directory.Records.Select(record => record.Name)
            .Where(name => name == table || (name.EndsWith("/" + table, StringComparison.Ordinal) && name.IndexOf('/', StringComparison.Ordinal) == name.Length - table.Length - 1))
            .Select(name => name[..^table.Length]).ToArray();
        return tops switch
        {
            [var top] => top,
            [] => throw WeightFileError.Unknown(file.Path, $"is {Describe(directory)}: it has no data.pkl, the table that torch.save writes."),
            _ => throw WeightFileError.Unsafe(file.Path, $"is a zip archive with two tables, in '{WeightFileError.Quote(tops[0])}' and '{WeightFileError.Quote(tops[1])}'; readers would not agree which one counts."),
        };
    }

    private static string Describe(ZipDirectory directory)
    {
        var names = directory.Records.Select(record => record.Name).ToArray();
        if (names.Length == 0)
            return "an empty zip archive";
        if (names.All(name => name.EndsWith(".npy", StringComparison.Ordinal)))
            return "a numpy archive (.npz), not a PyTorch file";
        if (names.Any(name => name.EndsWith("model.json", StringComparison.Ordinal)))
            return "a TorchScript archive from before PyTorch 1.4, or a Keras model";
        return names.Any(name => name.Contains("/.data/", StringComparison.Ordinal)) ? "a torch.package archive" : "a zip archive, but not a PyTorch file";
    }

    private static void CheckVersion(WeightFile file, ZipDirectory directory, string top, ReadingBudget budget)
    {
        if ((directory.Find(top + "version") ?? directory.Find(top + ".data/version")) is not { } record)
            return;
        var text = ReadText(file, record, budget);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version == 0)
            throw WeightFileError.Corrupt(file.Path, $"its version is '{WeightFileError.Quote(text)}', which is no number.");
        if (version > LatestVersion)
            throw WeightFileError.Unknown(file.Path, $"is a PyTorch file of version {version}; Freeze reads versions 1 to {LatestVersion}.");
    }

    private static bool ReadByteOrder(WeightFile file, ZipDirectory directory, string top, ReadingBudget budget)
    {
        if (directory.Find(top + "byteorder") is not { } record)
            return false;
        return ReadText(file, record, budget) switch
        {
            "little" => false,
            "big" => true,
            var other => throw WeightFileError.Corrupt(file.Path, $"its byte order is '{WeightFileError.Quote(other)}', neither little nor big."),
        };
    }

    private static string ReadText(WeightFile file, ZipRecord record, ReadingBudget budget)
    {
        if (record.Size > 100)
            throw WeightFileError.Corrupt(file.Path, $"its record '{WeightFileError.Quote(record.Name)}' has {record.Size} bytes.");
        return Encoding.Latin1.GetString(ZipContent.Read(file, record, budget)).Trim();
    }

    private static object? Unpickle(WeightFile file, ZipRecord record, ZipStorages storages, bool isTorchScript, ReadingBudget budget)
    {
        var cursor = ZipContent.OpenPickle(file, record, budget);
        var root = new PickleMachine(cursor, new PickleObjects(cursor, storages, isTorchScript, budget), budget).Run();
        return cursor.Left == 0 ? root : throw cursor.Corrupt($"ends {cursor.Left} bytes before its record does");
    }
}
