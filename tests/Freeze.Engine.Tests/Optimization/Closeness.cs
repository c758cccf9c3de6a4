namespace Freeze.Tests.Optimization;

/// <summary>When two learning rates are the same but for rounding: recursive and closed forms differ in the last digits.</summary>
internal static class Closeness
{
    public static bool IsClose(double expected, double actual) => Math.Abs(expected - actual) <= Math.Max(1e-15, 1e-12 * Math.Abs(expected));
}
