namespace Freeze.Build;

/// <summary>Writes PowerShell help (MAML) from the XML documentation of the commands.</summary>
internal static class HelpWriter
{
    public static void Run(string assembly, string references, string output) =>
        throw new InvalidDataException($"not written yet: {assembly} {references} {output}");
}
