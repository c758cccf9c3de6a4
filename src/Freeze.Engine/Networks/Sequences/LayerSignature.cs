using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Networks.Sequences;

/// <summary>A layer's name, its arguments as PyTorch has them, and how it is built.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Parameters">The arguments, as PyTorch writes them: <c>in_features, out_features, bias=True</c>.</param>
/// <param name="Build">Builds it.</param>
internal sealed record LayerSignature(string Name, string Parameters, Func<LayerArguments, nn.Module<Tensor, Tensor>> Build)
{
    private readonly IReadOnlyList<(string Name, string? Default)> _parameters =
        [.. Parameters.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(parameter => parameter.Split('=') is [var name, var standard] ? (name, standard) : (parameter, (string?)null))];

    /// <summary>Builds what a user asked for.</summary>
    /// <exception cref="FreezeException">LayerSpecificationInvalid, showing the signature.</exception>
    public nn.Module<Tensor, Tensor> Make(LayerSpecification specification)
    {
        if (specification.Positional.Count > _parameters.Count)
            throw Invalid(specification, $"it takes at most {_parameters.Count} arguments.");
        var values = new Dictionary<string, object?>();
        for (var i = 0; i < specification.Positional.Count; i++)
            values[_parameters[i].Name] = specification.Positional[i];
        foreach (var (name, value) in specification.Named)
        {
            if (_parameters.All(parameter => parameter.Name != name))
                throw Invalid(specification, $"it has no argument '{name}'.{NearestNames.Suggest(name, _parameters.Select(parameter => parameter.Name))}");
            if (!values.TryAdd(name, value))
                throw Invalid(specification, $"{name} is given twice.");
        }

        foreach (var (name, standard) in _parameters.Where(parameter => !values.ContainsKey(parameter.Name)))
            values[name] = standard is null ? throw Invalid(specification, $"{name} is missing.") : LayerSpecification.Parse($"x({standard})").Positional[0];
        try
        {
            return Build(new LayerArguments(specification, this, values));
        }
        catch (Exception error) when (error is ArgumentException or System.Runtime.InteropServices.ExternalException)
        {
            throw Invalid(specification, error.Message.Split('\n')[0]);
        }
    }

    /// <summary>The signature as PyTorch writes it.</summary>
    public override string ToString() => $"{Name}({Parameters.Replace(";", ",", StringComparison.Ordinal)})";

    private FreezeException Invalid(LayerSpecification specification, string reason) =>
        LayerSpecification.Invalid(specification.Text, reason, $"The signature is {this}.");
}
