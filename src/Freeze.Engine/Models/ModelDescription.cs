using System.Collections.Immutable;
using System.Text.Json;
using Freeze.Freezing;
using Freeze.Networks;
using Freeze.WeightFiles.Safetensors;

namespace Freeze.Models;

/// <summary>What a file says of the model in it, beside the tensors: enough to build it again and to freeze it the same way.</summary>
internal sealed record ModelDescription
{
    /// <summary>The metadata key that holds it.</summary>
    public const string Key = "freeze";

    /// <summary>Of this layout; raised when a reader of the present one would misread it.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The architecture's name; null for a sequence of layers.</summary>
    public string? Architecture { get; init; }

    /// <summary>The layers of a sequence, as its author wrote them; null for an architecture.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>The name of a sequence; null for an architecture.</summary>
    public string? Name { get; init; }

    /// <summary>How it was built, its class count included.</summary>
    public required ArchitectureOptions Options { get; init; }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>PyTorch's name of the type of its parameters; null for float32.</summary>
    public string? DataType { get; init; }

    /// <summary>How images become its input.</summary>
    public InputTransform? Input { get; init; }

    /// <summary>The shape of one sample.</summary>
    public IReadOnlyList<long>? SampleShape { get; init; }

    /// <summary>The rule that froze each frozen parameter.</summary>
    public IReadOnlyDictionary<string, string> Frozen { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The policies of normalisation layers.</summary>
    public IReadOnlyDictionary<string, BatchNormPolicy> BatchNorm { get; init; } = ImmutableSortedDictionary<string, BatchNormPolicy>.Empty;

    /// <summary>Dropout layers that are off in training.</summary>
    public IReadOnlyList<string> DropoutOff { get; init; } = [];

    /// <summary>Describes a model; null where it was built by neither name nor specification, so that no file could bring it back.</summary>
    public static ModelDescription? Of(TorchModel model) => model.Architecture is null && model.Identity.Layers is null ? null : new ModelDescription
    {
        Architecture = model.Architecture,
        Layers = model.Identity.Layers,
        Name = model.Identity.Layers is null ? null : model.Name,
        Options = model.Identity.Options with { ClassCount = model.ClassCount },
        Classes = model.Classes,
        DataType = model.DataType == "float32" ? null : model.DataType,
        Input = model.Input,
        SampleShape = model.SampleShape?.ToArray(),
        // Sorted, so that the same model gives the same bytes.
        Frozen = model.Parameters.Where(parameter => !parameter.Trainable)
            .ToImmutableSortedDictionary(parameter => parameter.Name, parameter => model.Freezing.Rules.GetValueOrDefault(parameter.Name, ""), StringComparer.Ordinal),
        BatchNorm = model.Freezing.Policies.ToImmutableSortedDictionary(StringComparer.Ordinal),
        DropoutOff = [.. model.Freezing.DropoutOff.Order(StringComparer.Ordinal)],
    };

    /// <summary>Reads a file's metadata.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <exception cref="FreezeException">ModelFormatUnknown: the file says nothing of its architecture. ModelFileCorrupt: what it says cannot be read.</exception>
    public static ModelDescription Read(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Key, out var text))
        {
            throw new FreezeException(ErrorCode.ModelFormatUnknown, path, $"{path} does not say which architecture its tensors belong to.",
                $"Name it: Import-TorchModel <architecture> -Weights '{path}'. Only files written by Export-TorchModel, and TorchScript files, load by -Path alone.");
        }

        try
        {
            return JsonSerializer.Deserialize<ModelDescription>(text, DescriptionJson.Options) is { Version: 1 } description && description.Architecture is null != description.Layers is null ? description
                : throw new JsonException("of another version");
        }
        catch (JsonException error)
        {
            throw new FreezeException(ErrorCode.ModelFileCorrupt, path, $"What {path} says of its model cannot be read: {error.Message}",
                $"Name the architecture yourself: Import-TorchModel <architecture> -Weights '{path}'.", error);
        }
    }

    /// <summary>The metadata of a file: this, and the word that PyTorch's tools look for.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string> { ["format"] = "pt", [Key] = JsonSerializer.Serialize(this, DescriptionJson.Options) };

    /// <summary>Freezes a model as the file says.</summary>
    public void Restore(TorchModel model)
    {
        foreach (var parameter in model.Parameters)
            parameter.Value.requires_grad = !Frozen.ContainsKey(parameter.Name);
        model.RestoreFreezing(new FreezeState(Frozen.ToImmutableDictionary(), BatchNorm.ToImmutableDictionary(), [.. DropoutOff]));
        (model.Classes, model.Input) = (Classes, Input);
        model.SampleShape = SampleShape is null ? model.SampleShape : new TensorShape(SampleShape);
    }
}
