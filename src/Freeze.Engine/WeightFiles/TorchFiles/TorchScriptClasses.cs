using System.Text;
using System.Text.RegularExpressions;
using Freeze.Tensors;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Zip;

namespace Freeze.WeightFiles.TorchFiles;

/// <summary>
/// Finds in the source text of a TorchScript archive which attributes of a class are parameters: each class has a line
/// <c>__parameters__ = ["weight", "bias", ]</c>; and whether a traced layer has its mode in its code. The text is searched, never compiled or run.
/// </summary>
/// <param name="file">The archive.</param>
/// <param name="directory">Its table.</param>
/// <param name="top">The folder that holds everything, with a slash behind it.</param>
/// <param name="budget">Pays for reading.</param>
internal sealed partial class TorchScriptClasses(WeightFile file, ZipDirectory directory, string top, ReadingBudget budget)
{
    private const int LongestSource = 4 << 20;

    private readonly Dictionary<string, IReadOnlySet<string>?> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _modes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Names of a class's parameters, or null where the archive does not tell.</summary>
    /// <param name="className">Its full name: <c>__torch__.torch.nn.modules.linear.Linear</c>.</param>
    public IReadOnlySet<string>? ParametersOf(string className)
    {
        RequireRead(className);
        return _known.GetValueOrDefault(className);
    }

    /// <summary>Whether a normalisation or dropout layer trains, where its code says so once and for all, as tracing makes it; null where it asks its module.</summary>
    /// <param name="className">Its full name.</param>
    public bool? FixedModeOf(string className)
    {
        var type = DottedName.Local(className);
        if (!type.Contains("BatchNorm", StringComparison.Ordinal) && !type.Contains("Dropout", StringComparison.Ordinal))
            return null;
        RequireRead(className);
        return _modes.TryGetValue(className, out var trains) ? trains : null;
    }

    /// <summary>Makes sure that libtorch may have the archive.</summary>
    /// <exception cref="FreezeException">What <see cref="TorchScriptGuard.Check"/> throws.</exception>
    public void RequireHarmless() => TorchScriptGuard.Check(file, directory, top);

    /// <summary>Source texts by module name, such as __torch__.torch.nn.functional; without those that are too long to be code.</summary>
    public IReadOnlyDictionary<string, string> ReadSources() => directory.Records
        .Where(record => record.Name.StartsWith(top + "code/", StringComparison.Ordinal) && record.Name.EndsWith(".py", StringComparison.Ordinal) && record.Size <= LongestSource)
        .ToDictionary(record => record.Name[(top.Length + "code/".Length)..^".py".Length].Replace('/', '.'), ReadText, StringComparer.Ordinal);

    private void RequireRead(string className)
    {
        if (className.LastIndexOf('.') is var dot and > 0 && _read.Add(className[..dot]))
            ReadSource(className[..dot]);
    }

    private void ReadSource(string module)
    {
        if (directory.Find($"{top}code/{module.Replace('.', '/')}.py") is not { Size: <= LongestSource } record)
            return;
        var current = "";
        foreach (var line in ReadText(record).Split('\n'))
        {
            if (ClassLine().Match(line) is { Success: true } named)
                current = $"{module}.{named.Groups[1].Value}";
            else if (current.Length > 0 && ParametersLine().IsMatch(line))
                _known[current] = QuotedName().Matches(line).Select(name => name.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
            else if (current.Length > 0 && FixedMode().Match(line) is { Success: true } call)
                _modes[current] = call.Groups[1].Value == "True" || call.Groups[2].Value == "True";
        }
    }

    private string ReadText(ZipRecord record)
    {
        budget.Charge(4 * record.Size);
        return Encoding.UTF8.GetString(ZipContent.Read(file, record, budget));
    }

    [GeneratedRegex(@"^class (\w+)\(", RegexOptions.NonBacktracking)]
    private static partial Regex ClassLine();

    [GeneratedRegex(@"^\s+__parameters__ = \[", RegexOptions.NonBacktracking)]
    private static partial Regex ParametersLine();

    // torch.batch_norm(x, weight, bias, mean, variance, True, 0.1, 1e-05, True) and torch.dropout(x, 0.5, True): with a constant where scripted code has a variable.
    [GeneratedRegex(@"torch\.(?:batch_norm\(.*, (True|False), [-+.\de]+, [-+.\de]+, (?:True|False)\)|\w*dropout_?\(.*, (True|False)\))", RegexOptions.NonBacktracking)]
    private static partial Regex FixedMode();

    [GeneratedRegex("\"([^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex QuotedName();
}
