using System.Runtime.InteropServices;

namespace Freeze.Libtorch;

/// <summary>Turns exceptions of libtorch into coded ones.</summary>
public static class NativeFailure
{
    /// <summary>Runs some tensor work; what libtorch throws comes out as a coded exception.</summary>
    /// <param name="subject">What the work was on, for the message.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="FreezeException">OutOfMemory or ShapeMismatch.</exception>
    public static void Translate(string subject, Action work)
    {
        try
        {
            work();
        }
        // TorchSharp's own checks of dimensions throw the last kind.
        catch (Exception error) when (error is ExternalException or OutOfMemoryException || error is ArgumentException && error.TargetSite?.Module.Assembly == typeof(TorchSharp.torch).Assembly)
        {
            throw Explain(subject, error);
        }
    }

    /// <summary>Has libtorch read a file; what it throws means that the file cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt or OutOfMemory.</exception>
    public static void TranslateFile(string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception error) when (error is ExternalException or OutOfMemoryException)
        {
            var explained = Explain(path, error);
            throw explained.Code == ErrorCode.OutOfMemory ? explained : new FreezeException(ErrorCode.ModelFileCorrupt, path, explained.Message, "Export the module again.", error);
        }
    }

    private static FreezeException Explain(string subject, Exception error)
    {
        // libtorch's messages carry a C++ back trace.
        var message = error.Message.Split("\nException raised from", 2)[0].Trim();
        if (error is OutOfMemoryException || message.Contains("can't allocate memory", StringComparison.Ordinal) || message.Contains("out of memory", StringComparison.OrdinalIgnoreCase))
        {
            return new FreezeException(ErrorCode.OutOfMemory, subject, $"{subject}: memory ran out. {message}",
                "Use a smaller -BatchSize, smaller images, or freeze more layers.", error);
        }

        if (message.Contains("does not have a deterministic implementation", StringComparison.Ordinal))
        {
            return new FreezeException(ErrorCode.OptionInvalid, subject, $"{subject}: {message}", "Leave out -Deterministic, or switch it off with Set-TorchRuntime -Deterministic:$false.", error);
        }

        return new FreezeException(ErrorCode.ShapeMismatch, subject, $"{subject}: {message}",
            "Check that the data's sample shape is what the model takes: Import-TorchDataset has -ImageSize, -Padding and -Channels.", error);
    }
}
