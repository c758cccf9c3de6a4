namespace Freeze.Commands;

/// <summary>Completes the augmentations of images.</summary>
public sealed class AugmentationCompleter : FixedCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string ToolTip)> Values =>
    [
        ("HorizontalFlip", "mirrors left and right; (p=0.5)"),
        ("VerticalFlip", "mirrors top and bottom; (p=0.5)"),
        ("RandomCrop", "crops at a random position; (padding=an eighth of the side, fill=0)"),
        ("RandomResizedCrop", "crops a random part and resizes it; (scale=(0.08, 1), ratio=(3/4, 4/3))"),
        ("ColorJitter", "changes colors; (brightness=0.4, contrast=0.4, saturation=0.4, hue=0.1)"),
        ("Rotation", "rotates; (degrees=15, interpolation=nearest, fill=0)"),
        ("RandomErasing", "overwrites a rectangle; (p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0)"),
    ];
}
