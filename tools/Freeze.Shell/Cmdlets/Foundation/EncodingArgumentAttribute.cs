using System.Management.Automation;
using System.Text;

namespace Freeze.Shell.Foundation;

/// <summary>Turns what users write after -Encoding (utf8, utf8BOM, ascii, a code page, an Encoding) into an encoding.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EncodingArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        string name => Named(name),
        int codePage => Encoding.GetEncoding(codePage),
        _ => inputData,
    };

    private static Encoding Named(string name) => name.ToLowerInvariant() switch
    {
        "utf8" or "utf8nobom" or "default" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        "utf8bom" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        "ascii" => Encoding.ASCII,
        "unicode" or "string" or "unknown" => Encoding.Unicode,
        "bigendianunicode" => Encoding.BigEndianUnicode,
        "utf32" => Encoding.UTF32,
        "bigendianutf32" => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        "ansi" or "oem" => Encoding.Latin1,
        _ when int.TryParse(name, out int codePage) => Encoding.GetEncoding(codePage),
        _ => Encoding.GetEncoding(name),
    };
}
