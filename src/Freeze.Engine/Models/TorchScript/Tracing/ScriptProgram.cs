using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.TorchFiles;

namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Code and attributes of a TorchScript module, as its archive states them. Never compiled or run here, only followed.</summary>
/// <param name="root">The root module's attributes.</param>
/// <param name="sources">Source texts by module name, such as __torch__.torch.nn.functional.</param>
internal sealed class ScriptProgram(CheckpointDictionary root, IReadOnlyDictionary<string, string> sources)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, ScriptFunction>> _parsed = new(StringComparer.Ordinal);

    private IReadOnlyList<ScriptStep>? _route;
    private string? _refusal;

    /// <summary>The steps of the forward pass, which do not depend on the data.</summary>
    /// <exception cref="UntraceableException">The code does not prove them.</exception>
    public IReadOnlyList<ScriptStep> Route
    {
        get
        {
            if (_refusal is not null)
                throw new UntraceableException(_refusal);
            try
            {
                return _route ??= ScriptRoute.Of(this);
            }
            catch (Exception error) when (UntraceableException.Covers(error))
            {
                _refusal = UntraceableException.Reason(error);
                throw new UntraceableException(_refusal);
            }
        }
    }

    /// <summary>The root module.</summary>
    public ScriptValue.Module Root { get; } = new("", root);

    /// <summary>The program of an open archive; null for other files.</summary>
    public static ScriptProgram? Of(Checkpoint file) => file is { Root: CheckpointDictionary { TypeName: not null } root, Classes: TorchScriptClasses classes } ? new ScriptProgram(root, classes.ReadSources()) : null;

    /// <summary>A method of a module's class; null where it has none of that name.</summary>
    /// <exception cref="UntraceableException">The source text cannot be read.</exception>
    public ScriptFunction? Method(ScriptValue.Module module, string name)
    {
        var type = module.Attributes.TypeName ?? "";
        var dot = type.LastIndexOf('.');
        return dot < 0 ? null : Functions(type[..dot]).GetValueOrDefault($"{type[(dot + 1)..]}.{name}");
    }

    /// <summary>A function by its full name; null where there is none.</summary>
    /// <exception cref="UntraceableException">The source text cannot be read.</exception>
    public ScriptFunction? Function(string path) => path.LastIndexOf('.') is var dot and > 0 ? Functions(path[..dot]).GetValueOrDefault(path[(dot + 1)..]) : null;

    private IReadOnlyDictionary<string, ScriptFunction> Functions(string module)
    {
        if (!_parsed.TryGetValue(module, out var functions))
            _parsed[module] = functions = sources.TryGetValue(module, out var text) ? ScriptParser.Parse(text) : new Dictionary<string, ScriptFunction>();
        return functions;
    }
}
