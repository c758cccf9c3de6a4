using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>Where the parts of a confusion matrix lie.</summary>
/// <param name="Classes">The classes' names.</param>
/// <param name="Grid">The cells together.</param>
/// <param name="Cell">The side of one of them.</param>
/// <param name="Names">How wide names may be.</param>
/// <param name="IsSlanted">Whether the names of columns are turned, as they are wider than those.</param>
/// <param name="Below">What the names of columns take.</param>
internal sealed record ConfusionLayout(string[] Classes, SKRect Grid, float Cell, float Names, bool IsSlanted, float Below);
