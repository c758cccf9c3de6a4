namespace Freeze.Libtorch;

/// <summary>The libtorch that this process uses.</summary>
/// <param name="Directory">The folder it was loaded from.</param>
/// <param name="Budget">The processors that the process could use then.</param>
/// <param name="Settings">The process settings that were made, or left, around loading it.</param>
public sealed record LoadedLibrary(string Directory, ProcessorBudget Budget, IReadOnlyList<RuntimeSetting> Settings)
{
    /// <summary>What it exports beyond TorchSharp's bindings.</summary>
    internal NativeExports Exports { get; init; } = null!;
}
