using System.Text.Json;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Safetensors;

namespace Freeze.Optimization.State;

/// <summary>What a file says of the optimizer state in it, beside the tensors.</summary>
internal sealed record StateDescription
{
    /// <summary>The metadata key that holds it.</summary>
    public const string Key = "freeze_optimizer";

    private const int Known = 1;

    /// <summary>Of this layout; raised when a reader of the present one would misread it.</summary>
    public int Version { get; init; } = Known;

    /// <summary>By parameter name, in the optimizer's order.</summary>
    public required IReadOnlyDictionary<string, Entry> Parameters { get; init; }

    /// <summary>Describes some state.</summary>
    public static StateDescription Of(OptimizerState state) => new()
    {
        Parameters = state.Entries.ToDictionary(entry => entry.Name, entry => new Entry
        {
            Algorithm = entry.Algorithm,
            Shape = [.. entry.Shape],
            Tensors = [.. entry.Tensors.Keys],
            Numbers = entry.Numbers,
            Together = entry.Together.Count == 0 ? null : entry.Together.ToDictionary(one => one.Name, one => one.Shape.ToArray()),
        }),
    };

    /// <summary>Reads a description.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">The JSON.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt, or ModelFormatUnknown for one of a later version.</exception>
    public static StateDescription Parse(string path, string text)
    {
        try
        {
            var description = JsonSerializer.Deserialize<StateDescription>(text, DescriptionJson.Options);
            if (description?.Version > Known)
                throw WeightFileError.Unknown(path, $"holds optimizer state of version {description.Version}; this module reads {Known}.", "Read it with the newer version of the module that wrote it.");
            if (description is null || description.Parameters.Values.Any(entry => entry is null || entry.Shape is null || entry.Tensors is null || entry.Numbers is null || entry.Together?.Values.Any(shape => shape is null) == true))
                throw WeightFileError.Corrupt(path, "its description of the optimizer state is incomplete.");
            return description;
        }
        catch (JsonException error)
        {
            throw WeightFileError.Corrupt(path, $"its description of the optimizer state makes no sense: {error.Message}", error);
        }
    }

    /// <summary>The JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DescriptionJson.Options);

    /// <summary>What is remembered of one parameter.</summary>
    internal sealed record Entry
    {
        /// <summary>The algorithm.</summary>
        public OptimizerAlgorithm? Algorithm { get; init; }

        /// <summary>The parameter's shape.</summary>
        public required long[] Shape { get; init; }

        /// <summary>The names of its tensors.</summary>
        public required string[] Tensors { get; init; }

        /// <summary>Its numbers.</summary>
        public required IReadOnlyDictionary<string, double> Numbers { get; init; }

        /// <summary>Shapes of the parameters that it is about together; null for the one alone.</summary>
        public IReadOnlyDictionary<string, long[]>? Together { get; init; }
    }
}
