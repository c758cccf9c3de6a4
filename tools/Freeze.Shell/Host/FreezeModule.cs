namespace Freeze.Shell.Host;

/// <summary>The module that this shell belongs to: the repository's, above the folder that the program lies in.</summary>
internal static class FreezeModule
{
    /// <summary>Imports the module into the session, so that its commands are at hand; says why not where it cannot.</summary>
    /// <param name="session">Where to.</param>
    internal static void Import(ShellSession session)
    {
        if (Find() is { } manifest)
            session.RunText($"Import-Module -Global '{manifest.Replace("'", "''", StringComparison.Ordinal)}'");
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string manifest = Path.Combine(folder.FullName, "Freeze.psd1");
            if (File.Exists(manifest))
                return manifest;
        }
        return null;
    }
}
