using System.Text.Json;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Safetensors;

namespace Freeze.Training.Checkpointing;

/// <summary>What a run's file says beside its tensors: where the run stands, and what run it is.</summary>
internal sealed record RunDescription
{
    /// <summary>The metadata key that holds it.</summary>
    public const string Key = "freeze_run";

    private const int Known = 1;

    /// <summary>Of this layout; raised when a reader of the present one would misread it.</summary>
    public int Version { get; init; } = Known;

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The seed that its orders and augmentations follow.</summary>
    public required long Seed { get; init; }

    /// <summary>How many epochs it was to have.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs that are done.</summary>
    public required int Epoch { get; init; }

    /// <summary>The best of them; null for none yet.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>The threads that libtorch computed with: sums over other parts round otherwise.</summary>
    public int Threads { get; init; }

    /// <summary>What makes it the run that it is.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Facts { get; init; }

    /// <summary>Its models.</summary>
    public required IReadOnlyDictionary<string, PartDescription> Parts { get; init; }

    /// <summary>The records of its epochs.</summary>
    public required JsonElement Records { get; init; }

    /// <summary>Records as <see cref="Records"/> keeps them.</summary>
    public static JsonElement Keep<T>(IReadOnlyList<T> records) => JsonSerializer.SerializeToElement(records, DescriptionJson.Options);

    /// <summary>The records, as they were kept.</summary>
    /// <exception cref="JsonException">They are of another kind.</exception>
    public IReadOnlyList<T> RecordsAs<T>() => Records.Deserialize<List<T>>(DescriptionJson.Options) ?? [];

    /// <summary>Reads a description.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">The JSON.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt, or CheckpointMismatch for one of a later version.</exception>
    public static RunDescription Parse(string path, string text)
    {
        try
        {
            // A later version may lack what this one requires, so that its number must be read first.
            if (JsonSerializer.Deserialize<JsonElement>(text).TryGetProperty("version", out var version) && version.TryGetInt32(out var number) && number > Known)
            {
                throw new FreezeException(ErrorCode.CheckpointMismatch, path, $"'{path}' holds a run of version {number}; this module reads {Known}.",
                    "Resume it with the newer version of the module that wrote it.");
            }


            return JsonSerializer.Deserialize<RunDescription>(text, DescriptionJson.Options) ?? throw new JsonException("it is empty");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw WeightFileError.Corrupt(path, $"its description of the run makes no sense: {error.Message}", error);
        }
    }

    /// <summary>The JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DescriptionJson.Options);
}
