namespace Freeze.WeightFiles.Storage;

/// <summary>The CRC-32 of two runs of bytes, from those of each: so that the parts of a large tensor can be read side by side.</summary>
internal static class JoinedChecksum
{
    // Polynomials over one bit, x^0 in the highest: x^0, x^8, and the one that CRC-32 divides by.
    private const uint One = 1u << 31, Byte = 1u << 23, Divisor = 0xedb88320;

    /// <summary>The checksum of both.</summary>
    /// <param name="first">Of the bytes before.</param>
    /// <param name="second">Of the bytes behind them.</param>
    /// <param name="secondLength">How many those are.</param>
    public static uint Of(uint first, uint second, long secondLength)
    {
        // Every byte that follows multiplies what is there by x^8.
        var moved = first;
        for (var power = Byte; secondLength > 0; secondLength >>= 1)
        {
            if ((secondLength & 1) != 0)
                moved = Multiply(moved, power);
            power = Multiply(power, power);
        }

        return moved ^ second;
    }

    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (var bit = One; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
                product ^= b;
            b = (b >> 1) ^ ((b & 1) * Divisor);
        }

        return product;
    }
}
