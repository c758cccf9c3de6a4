namespace Freeze.Data.Images;

/// <summary>A piece of an image, in pixels.</summary>
/// <param name="Top">Its first row.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Width">Its columns.</param>
internal readonly record struct CropBox(int Top, int Left, int Height, int Width);
