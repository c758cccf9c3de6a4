using System.Text.RegularExpressions;

namespace Freeze.Models;

/// <summary>Names that torchvision's published files still use and its networks no longer do.</summary>
internal static partial class LegacyKeys
{
    /// <summary>Today's name for a tensor of a file.</summary>
    /// <param name="name">The name in the file.</param>
    /// <param name="expected">The model's names; a former name is only taken for one of them.</param>
    public static string Update(string name, IReadOnlySet<string> expected)
    {
        if (expected.Contains(name))
            return name;
        // denselayer1.norm.1.weight is denselayer1.norm1.weight; mlp.linear_1 and mlp.linear_2 are mlp.0 and mlp.3.
        var today = DenseLayer().Replace(name, "$1$2.");
        today = Perceptron().Replace(today, match => match.Groups[1].Value == "1" ? ".mlp.0." : ".mlp.3.");
        return expected.Contains(today) ? today : name;
    }

    [GeneratedRegex(@"(\.denselayer\d+\.(?:norm|conv))\.([12])\.")]
    private static partial Regex DenseLayer();

    [GeneratedRegex(@"\.mlp\.linear_([12])\.")]
    private static partial Regex Perceptron();
}
