using Freeze.Libtorch;
using Freeze.Networks;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models.TorchScript;

/// <summary>The classifier of a TorchScript module: its last layer, if that is one whose size its code does not fix.</summary>
internal static class TorchScriptHead
{
    /// <summary>Finds the classifier.</summary>
    /// <param name="census">The module's layers and parameters.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="FreezeException">OptionInvalid: the last layer is of another kind.</exception>
    public static LayerNode Find(ModuleSnapshot census, string path)
    {
        var last = census.Nodes.LastOrDefault(node => node.Parameters.Count > 0) ?? throw Refuse(path, "it has no parameters, as torch.jit.freeze leaves a module");
        var name = last.Name.Length == 0 ? "the module itself" : $"'{last.Name}'";
        if (last.Type is not ("Linear" or "Conv2d"))
            throw Refuse(path, $"its last layer with parameters is {name}, a {last.Type}");
        var weight = last.Parameters.FirstOrDefault(own => own.Name == DottedName.Join(last.Name, "weight"))?.Value;
        if (weight is null || last.Parameters.Any(own => own.Name != DottedName.Join(last.Name, "weight") && own.Name != DottedName.Join(last.Name, "bias")))
            throw Refuse(path, $"its last layer {name} computes its weight from {string.Join(", ", last.Parameters.Select(own => own.Name))}");
        if (last.Type == "Linear" ? weight.dim() != 2 : weight.dim() != 4 || weight.shape[2] != 1 || weight.shape[3] != 1)
            throw Refuse(path, $"its last layer {name} is a {last.Type} with a weight of {new TensorShape(weight.shape)}, which gives a map and not one score a class");
        if (census.Parameters.Where(parameter => parameter.Layer == last.Name).Any(own => own.AliasOf is not null))
            throw Refuse(path, $"its last layer {name} shares its weight with another");
        return last;
    }

    /// <summary>Draws a new weight and bias, as torch.nn draws them for such a layer, and puts them in place.</summary>
    /// <param name="head">The classifier.</param>
    /// <param name="outputs">How many outputs it is to have.</param>
    /// <param name="seed">Where to draw from; null for the process's random state.</param>
    public static void Replace(LayerNode head, int outputs, long? seed)
    {
        var old = head.Parameters.First(own => own.Name.EndsWith("weight", StringComparison.Ordinal)).Value;
        var hasBias = head.Parameters.Count > 1;
        using var fresh = RandomState.Seeded<nn.Module>(seed, () => old.dim() == 2
            ? nn.Linear(old.shape[1], outputs, hasBias)
            : nn.Conv2d(old.shape[1], outputs, 1, bias: hasBias));
        fresh.to(old.dtype);
        foreach (var (name, parameter) in fresh.named_parameters())
            ((jit.ScriptModule)head.Module).set_attribute(name, parameter);
    }

    private static FreezeException Refuse(string path, string why) => new(ErrorCode.OptionInvalid, path,
        $"The head of {path} cannot be replaced: {why}. Only a Linear layer, or a 1x1 convolution, can be.",
        "Change the head in Python and export again: model.fc = torch.nn.Linear(features, classes); torch.jit.script(model).save('model.pt').");
}
