using Freeze.Tensors;

namespace Freeze.Freezing;

/// <summary>Resolves patterns against a model's names.</summary>
public static class NameSelection
{
    /// <summary>The names that any of the patterns covers.</summary>
    /// <exception cref="FreezeException">LayerNotFound: a pattern matches nothing; the nearest names are in the message.</exception>
    public static IReadOnlySet<string> Match(IReadOnlyList<string> names, IEnumerable<string> patterns)
    {
        var matched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            var covered = new LayerPattern(pattern).Select(names);
            if (covered.Count == 0)
            {
                throw new FreezeException(ErrorCode.LayerNotFound, pattern,
                    $"'{pattern}' matches no layer and no parameter.{NearestNames.Suggest(pattern, names)}",
                    "Get-ParameterReport lists the names. A pattern is a full dotted path from the root; * and ? are wildcards, as in '*.bias'.");
            }

            matched.UnionWith(covered);
        }

        return matched;
    }
}
