using System.Globalization;
using System.Numerics;

namespace Freeze.Tests.WeightFiles.Forgery;

/// <summary>Files as torch.save wrote them before PyTorch 1.6.</summary>
internal static class ForgedLegacy
{
    /// <summary>The three pickles before the data: magic number, protocol, facts about the machine.</summary>
    public static byte[] Head() =>
    [
        .. new ForgedPickle().Start().Number(BigInteger.Parse("01950a86a20f9469cfc6c", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).Stop(),
        .. new ForgedPickle().Start().Number(1001).Stop(),
        .. new ForgedPickle().Start().Op('}').Text("little_endian").Raw(0x88).Op('s').Stop(),
    ];
}
