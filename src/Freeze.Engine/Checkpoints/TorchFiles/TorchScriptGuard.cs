using System.Text;
using Freeze.Checkpoints.Pickle;
using Freeze.Checkpoints.Zip;

namespace Freeze.Checkpoints.TorchFiles;

/// <summary>Decides whether a TorchScript archive may be handed to libtorch, which compiles its code, and trusts it.</summary>
internal static class TorchScriptGuard
{
    private const string Cure = "Ask its author for the weights alone: torch.save(model.state_dict(), 'weights.pth'); or export the model again from code that you trust.";

    /// <summary>Looks at everything that this project's reader does not use and libtorch's does.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: loading it would run code, or end the process. ModelFormatUnknown: it holds packed weights.</exception>
    public static void Check(WeightFile file, ZipDirectory directory, string top)
    {
        // libtorch finds records in any letter case.
        var twice = directory.Records.GroupBy(record => record.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw Unsafe(file, $"has two entries '{Refusal.Quote(twice.Key)}' but for their letter case, of which libtorch might take either");
        if (directory.Records.FirstOrDefault(record => record.Name.Equals(top + "model.json", StringComparison.OrdinalIgnoreCase)) is not null)
            throw Unsafe(file, "has a model.json, as before PyTorch 1.4, beside newer tables; libtorch would believe it and not them");
        foreach (var record in directory.Records.Where(record => record.Name.StartsWith(top + "code/", StringComparison.OrdinalIgnoreCase)))
        {
            if (record.Name.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
                CheckCode(file, record);
            else if (record.Name.EndsWith(".debug_pkl", StringComparison.OrdinalIgnoreCase))
                CheckDebugTable(file, directory, record);
        }
    }

    private static void CheckCode(WeightFile file, ZipRecord record)
    {
        var text = Encoding.Latin1.GetString(ZipContent.Read(file, record, new ReadingBudget(file)));
        if (text.Contains("__torch__.torch.classes.", StringComparison.Ordinal))
        {
            throw Refusal.Unknown(file.Path, "holds weights that are packed for one machine, as quantised modules are; such a module can be run by PyTorch, and neither read nor trained here.",
                "Export the module before it is quantised: torch.jit.script(model).save('model.pt').");
        }

        new TorchScriptScanner(text, what => Unsafe(file, $"{what} (in '{Refusal.Quote(record.Name)}')")).Run();
    }

    // Where the code came from, for error messages: libtorch reads it when there is one.
    private static void CheckDebugTable(WeightFile file, ZipDirectory directory, ZipRecord record)
    {
        var budget = new ReadingBudget(file);
        var cursor = ZipContent.OpenPickle(file, record, budget);
        new PickleMachine(cursor, new PickleObjects(cursor, new ZipStorages(file, directory, record.Name + "/", bigEndian: false, budget), isTorchScript: true, budget), budget).Run();
    }

    private static FreezeException Unsafe(WeightFile file, string what) => Refusal.Unsafe(file.Path, $"{what}.", Cure);
}
