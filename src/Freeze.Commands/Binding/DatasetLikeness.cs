using System.Management.Automation;
using Freeze.Models.Matching;

namespace Freeze.Commands;

/// <summary>Reads the parameter -Like of Import-TorchDataset.</summary>
internal static class DatasetLikeness
{
    // What -Like states by itself.
    private static readonly string[] Stated = ["ImageSize", "ResizeSize", "Padding", "Channels", "Mean", "StandardDeviation", "Background"];

    /// <summary>The data or model that is meant; null where none is given.</summary>
    /// <param name="like">What was given.</param>
    /// <param name="bound">All that was given.</param>
    /// <exception cref="FreezeException">OptionInvalid, ShapeMismatch.</exception>
    public static DatasetLike? Of(object? like, IReadOnlyDictionary<string, object> bound)
    {
        if (like is null)
            return null;
        if (Stated.Where(bound.ContainsKey).Select(name => $"-{name}").ToList() is { Count: > 0 } others)
            throw new FreezeException(ErrorCode.OptionInvalid, "Like",
                $"-Like states how inputs are made, and so does {string.Join(", ", others)}.", "Give one or the other.");
        return Plain.Of(like) switch
        {
            TorchDataset data => DatasetLike.Of(data),
            TorchModel model => DatasetLike.Of(model),
            _ => throw new FreezeException(ErrorCode.OptionInvalid, "Like", $"-Like is {like}.", "Give it a data set or a model."),
        };
    }
}
