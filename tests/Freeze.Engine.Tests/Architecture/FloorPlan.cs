namespace Freeze.Tests.Architecture;

/// <summary>The engine's floors: a file may use types of its own room and of the floors below.</summary>
internal static class FloorPlan
{
    /// <summary>The folders of each floor, the lowest floor first. Rooms of one floor know nothing of each other.</summary>
    public static readonly IReadOnlyList<string[]> Floors =
    [
        ["Errors"],
        ["Tensors"],
        ["Libtorch"],
        ["WeightFiles/Pickle", "WeightFiles/Reading", "WeightFiles/Safetensors", "WeightFiles/Storage", "WeightFiles/TorchFiles", "WeightFiles/Writing", "WeightFiles/Zip"],
        ["Networks", "Networks/Families", "Networks/Layers", "Networks/Sequences"],
        ["Freezing", "Data", "Data/Arrays", "Data/Augmentations", "Data/Images", "Data/Tables"],
        ["Models", "Models/Matching", "Models/Pretrained", "Models/TorchScript", "Models/TorchScript/Tracing"],
        ["Optimization", "Optimization/Algorithms", "Optimization/Schedules", "Optimization/State"],
        ["Results"],
        ["Training", "Training/Adversarial", "Training/Checkpointing", "Training/FeatureCaching", "Training/Logging", "Training/Metrics"],
        ["Inference", "Reporting", "Reporting/Charts"],
    ];

    /// <summary>The number of a folder's floor; null for a folder that is on none.</summary>
    /// <param name="folder">Its path from the engine's root, with slashes.</param>
    public static int? FloorOf(string folder)
    {
        for (var floor = 0; floor < Floors.Count; floor++)
        {
            if (Floors[floor].Contains(folder))
                return floor;
        }
        return null;
    }

    /// <summary>Tells whether a file of one folder may use a type of another: one of its own room, or of a floor below.</summary>
    public static bool Allows(string from, string to) => Room(from) == Room(to) || FloorOf(to) < FloorOf(from);

    private static string Room(string folder) => folder.Split('/')[0];
}
