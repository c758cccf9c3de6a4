namespace Freeze;

/// <summary>A process setting that is in force.</summary>
/// <param name="Name">What it governs.</param>
/// <param name="Value">What it is.</param>
/// <param name="Origin">Who has made it.</param>
/// <param name="Variable">The environment variable that decides: 0 in the module's own (FREEZE_...) turns the setting off; null where none does.</param>
public sealed record RuntimeSetting(string Name, string Value, SettingOrigin Origin, string? Variable)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Value}";
}
