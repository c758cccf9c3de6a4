using System.Text;
using System.Text.RegularExpressions;
using Freeze.Libtorch;
using Freeze.WeightFiles.Pickle;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Zip;

namespace Freeze.WeightFiles.TorchFiles;

/// <summary>Decides whether a TorchScript archive may be handed to libtorch, which compiles its code, and trusts it.</summary>
internal static partial class TorchScriptGuard
{
    private const string Cure = "Ask its author for the weights alone: torch.save(model.state_dict(), 'weights.pth'); or export the model again from code that you trust.";

    /// <summary>Looks at everything that this project's reader does not use and libtorch's does.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: loading it would run code, or end the process. ModelFormatUnknown: it holds packed weights.</exception>
    public static void Check(WeightFile file, ZipDirectory directory, string top)
    {
        // libtorch finds records in any letter case.
        var twice = directory.Records.GroupBy(record => record.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw Unsafe(file, $"has two entries '{WeightFileError.Quote(twice.Key)}' but for their letter case, of which libtorch might take either");
        if (directory.Records.FirstOrDefault(record => record.Name.Equals(top + "model.json", StringComparison.OrdinalIgnoreCase)) is not null)
            throw Unsafe(file, "has a model.json, as before PyTorch 1.4, beside newer tables; libtorch would believe it and not them");
        foreach (var record in directory.Records.Where(record => record.Name.StartsWith(top + "code/", StringComparison.OrdinalIgnoreCase)))
        {
            if (record.Name.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
                CheckCode(file, record);
            else if (record.Name.EndsWith(".debug_pkl", StringComparison.OrdinalIgnoreCase))
                CheckDebugTable(file, directory, record);
        }

        // Code that libtorch cannot compile ends the process.
        var foreign = directory.Records.Where(record => record.Name.StartsWith(top + "code/", StringComparison.OrdinalIgnoreCase) && record.Name.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
            .SelectMany(record => ForeignOperators(file, record)).Distinct().Take(3).ToList();
        var isLoadable = GuardedLoad.Try(file.Path) ?? foreign.Count == 0;
        if (isLoadable)
            return;
        if (foreign.Count == 0)
            throw WeightFileError.Corrupt(file.Path, "libtorch cannot compile its code.");
        throw WeightFileError.Unknown(file.Path, $"cannot be compiled by libtorch: it uses {string.Join(", ", foreign)}, which an extension of PyTorch brings along.",
            "Export the part of the model that needs no such operators: the backbone of a detector, for instance.");
    }

    private static IEnumerable<string> ForeignOperators(WeightFile file, ZipRecord record) =>
        Operator().Matches(Encoding.Latin1.GetString(ZipContent.Read(file, record, new ReadingBudget(file))))
            .Where(match => match.Groups[1].Value is not ("aten" or "prim" or "prims")).Select(match => $"{match.Groups[1].Value}::{match.Groups[2].Value}");

    [GeneratedRegex(@"(?:^|[^.\w])ops\.(\w+)\.(\w+)", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Operator();

    private static void CheckCode(WeightFile file, ZipRecord record)
    {
        var text = Encoding.Latin1.GetString(ZipContent.Read(file, record, new ReadingBudget(file)));
        if (text.Contains("__torch__.torch.classes.", StringComparison.Ordinal))
        {
            throw WeightFileError.Unknown(file.Path, "holds weights that are packed for one machine, as quantised modules are; such a module can be run by PyTorch, and neither read nor trained here.",
                "Export the module before it is quantised: torch.jit.script(model).save('model.pt').");
        }

        new TorchScriptScanner(text, what => Unsafe(file, $"{what} (in '{WeightFileError.Quote(record.Name)}')")).Run();
    }

    // Where the code came from, for error messages: libtorch reads it when there is one.
    private static void CheckDebugTable(WeightFile file, ZipDirectory directory, ZipRecord record)
    {
        var budget = new ReadingBudget(file);
        var cursor = ZipContent.OpenPickle(file, record, budget);
        var root = new PickleMachine(cursor, new PickleObjects(cursor, new ZipStorages(file, directory, record.Name + "/", bigEndian: false, budget), isTorchScript: true, budget), budget).Run();
        // libtorch takes such values apart by recursion.
        new ContentWalker(file.Path, 4 * record.Size + 10_000, budget).Walk(root);
    }

    private static FreezeException Unsafe(WeightFile file, string what) => WeightFileError.Unsafe(file.Path, $"{what}.", Cure);
}
