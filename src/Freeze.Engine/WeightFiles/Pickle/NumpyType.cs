using System.Globalization;

namespace Freeze.WeightFiles.Pickle;

/// <summary>A numpy type such as f8.</summary>
/// <param name="code">As written, with or without a byte order in front.</param>
internal sealed class NumpyType(string code)
{
    /// <summary>Kind and size, without a byte order.</summary>
    public string Code { get; } = code.TrimStart('<', '>', '=', '|');

    /// <summary>Whether numbers have their highest byte first.</summary>
    public bool IsBigEndian { get; set; } = code.StartsWith('>');

    /// <summary>Bytes of one element, or null where the code does not say.</summary>
    public int? Size => Code.Length > 1 && int.TryParse(Code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && Code[0] != 'U' ? size : null;

    /// <inheritdoc/>
    public override string ToString() => Code;
}
