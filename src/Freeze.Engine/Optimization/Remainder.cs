namespace Freeze.Optimization;

/// <summary>What becomes of parameters that no group names.</summary>
public enum Remainder
{
    /// <summary>They form the group <c>default</c>, with the optimizer's own settings.</summary>
    Default,
    /// <summary>They are an error, ParameterInNoGroup.</summary>
    Error,
    /// <summary>They are in no group and are never changed.</summary>
    Ignore,
}
