namespace Freeze.WeightFiles.Reading;

/// <summary>The four ways in which a weight file is refused, with the cure that goes with each.</summary>
internal static class WeightFileError
{
    public const string SaveStateDict =
        "In Python, where you trust the file, save the weights alone: torch.save(model.state_dict(), 'weights.pth'); or export the model: torch.jit.script(model).save('model.pt').";

    private const string FetchAgain = "Download or save the file again, and compare its size and hash with the original's.";

    public static FreezeException Missing(string path, string message, Exception? inner = null) =>
        new(ErrorCode.ModelFileNotFound, path, message, "Check the path; relative paths start at the current location.", inner);

    public static FreezeException Unknown(string path, string what, string? cure = null) =>
        new(ErrorCode.ModelFormatUnknown, path, $"'{path}' {what}",
            cure ?? "Give a .pth or .pt file saved by torch.save or torch.jit.save, a .safetensors file, or the index.json of a sharded checkpoint.");

    public static FreezeException Corrupt(string path, string what, Exception? inner = null) =>
        new(ErrorCode.ModelFileCorrupt, path, $"'{path}' is damaged: {what}", FetchAgain, inner);

    public static FreezeException Unsafe(string path, string what, string? cure = null) =>
        new(ErrorCode.ModelFileUnsafe, path, $"'{path}' {what}", cure ?? SaveStateDict);

    /// <summary>A name from a file, fit for a message: no control characters, no endless length.</summary>
    public static string Quote(string name)
    {
        const int most = 120;
        var shown = name.Length > most ? string.Concat(name.AsSpan(0, most), "...") : name;
        return string.Create(shown.Length, shown, static (target, text) =>
        {
            for (var i = 0; i < text.Length; i++)
                target[i] = char.IsControl(text[i]) ? '?' : text[i];
        });
    }
}
