namespace Freeze.Data.Images;

/// <summary>How the pixels of one image become those of the wanted size.</summary>
/// <param name="Top">The first row that is used.</param>
/// <param name="Left">The first column that is used.</param>
/// <param name="Columns">How columns are made.</param>
/// <param name="Rows">How rows are made.</param>
internal sealed record SizingPlan(int Top, int Left, ResampleAxis Columns, ResampleAxis Rows);
