namespace Freeze.Shell.Objects;

/// <summary>What a property key gave for one object.</summary>
/// <param name="Exists">The object has the property, or a script block ran.</param>
/// <param name="Value">The value; nothing where reading it failed.</param>
internal readonly record struct PropertyValue(bool Exists, object? Value);
