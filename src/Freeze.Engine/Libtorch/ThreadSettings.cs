using System.Globalization;
using static TorchSharp.torch;

namespace Freeze.Libtorch;

/// <summary>How many threads compute.</summary>
internal static class ThreadSettings
{
    /// <summary>Sets the number for this thread, and for those that have computed nothing yet.</summary>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static void Set(int threads)
    {
        if (threads is < 1 or > 1024)
            throw new FreezeException(ErrorCode.OptionInvalid, "Threads", string.Create(CultureInfo.InvariantCulture, $"-Threads is {threads}."), "Give it a number from 1 to 1024; one for each core is fastest.");
        set_num_threads(threads);
    }
}
