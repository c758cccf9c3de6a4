using Freeze.Networks;

namespace Freeze.Models.Pretrained;

/// <summary>Where published weights come from and where they are kept.</summary>
internal static class WeightCache
{
    /// <summary>Names the folder of everything that Freeze keeps for a user.</summary>
    public const string HomeVariable = "FREEZE_HOME";

    /// <summary>Names another address that has torchvision's files.</summary>
    public const string SourceVariable = "FREEZE_WEIGHTS_URI";

    private const string Published = "https://download.pytorch.org/models/";

    /// <summary>The folder of weight files: in FREEZE_HOME, else in the user's cache folder.</summary>
    public static string Folder => Path.Combine(Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home ? home : UserCache, "weights");

    /// <summary>The address that files lie under.</summary>
    /// <exception cref="FreezeException">OptionInvalid: FREEZE_WEIGHTS_URI is no address.</exception>
    public static Uri Source
    {
        get
        {
            var text = Environment.GetEnvironmentVariable(SourceVariable) is { Length: > 0 } other ? other : Published;
            return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
                : throw new FreezeException(ErrorCode.OptionInvalid, text, $"{SourceVariable} is '{text}', which is no http or https address.", "Give the address of the folder that has the files.");
        }
    }

    /// <summary>A download of an architecture's published weights into the cache.</summary>
    /// <exception cref="FreezeException">OptionInvalid: there are none.</exception>
    public static WeightDownload For(string architecture) => new(PublishedWeights.FileOf(architecture), Source, Folder) { Limit = LimitOf(ArchitectureRegistry.Get(architecture).ParameterCount) };

    // Published files hold float32: four bytes a parameter, and statistics and names, which are at most 2 % of them in the files that there are.
    private static long LimitOf(long parameters) => parameters * 4 / 10 * 11 + (1 << 20);

    private static string UserCache => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "freeze")
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "freeze");
}
