using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Safetensors;

/// <summary>One entry of a .safetensors header.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last.</param>
internal sealed record SafetensorsRow(string Name, ElementType Type, long[] Shape, long Begin, long End);
