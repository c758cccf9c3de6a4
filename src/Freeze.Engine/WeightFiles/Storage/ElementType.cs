namespace Freeze.WeightFiles.Storage;

/// <summary>The type of a tensor's elements; <see cref="ElementTypes.TorchName"/> gives PyTorch's name for it.</summary>
public enum ElementType
{
    /// <summary>Truth values, one byte each.</summary>
    Bool,
    /// <summary>Unsigned 8-bit integers.</summary>
    UInt8,
    /// <summary>Signed 8-bit integers.</summary>
    Int8,
    /// <summary>Unsigned 16-bit integers.</summary>
    UInt16,
    /// <summary>Signed 16-bit integers.</summary>
    Int16,
    /// <summary>Unsigned 32-bit integers.</summary>
    UInt32,
    /// <summary>Signed 32-bit integers.</summary>
    Int32,
    /// <summary>Unsigned 64-bit integers.</summary>
    UInt64,
    /// <summary>Signed 64-bit integers.</summary>
    Int64,
    /// <summary>IEEE half precision.</summary>
    Float16,
    /// <summary>The upper half of an IEEE single.</summary>
    BFloat16,
    /// <summary>IEEE single precision.</summary>
    Float32,
    /// <summary>IEEE double precision.</summary>
    Float64,
    /// <summary>8 bits, 4 of exponent, 3 of mantissa, no infinities.</summary>
    Float8E4M3Fn,
    /// <summary>8 bits, 5 of exponent, 2 of mantissa.</summary>
    Float8E5M2,
    /// <summary>8 bits, 4 of exponent, 3 of mantissa, one zero, one NaN.</summary>
    Float8E4M3Fnuz,
    /// <summary>8 bits, 5 of exponent, 2 of mantissa, one zero, one NaN.</summary>
    Float8E5M2Fnuz,
    /// <summary>8 bits of exponent: powers of two, used as scales.</summary>
    Float8E8M0Fnu,
    /// <summary>Two IEEE halves: real, imaginary.</summary>
    Complex32,
    /// <summary>Two IEEE singles: real, imaginary.</summary>
    Complex64,
    /// <summary>Two IEEE doubles: real, imaginary.</summary>
    Complex128,
}
