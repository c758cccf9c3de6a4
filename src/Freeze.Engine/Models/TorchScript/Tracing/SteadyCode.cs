namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Finds out from a layer's code whether it gives each sample the same output every time, whatever comes with it, and writes to nothing.</summary>
internal sealed class SteadyCode : ScriptInterpreter
{
    private SteadyCode(ScriptProgram program, Func<string, bool> isEvaluating) : base(program, isEvaluating)
    {
    }

    /// <summary>Follows a layer's forward pass.</summary>
    /// <param name="program">The code.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="rank">Number of dimensions of its input, the samples' included; null where unknown.</param>
    /// <param name="isEvaluating">Whether a layer, by its name, is in evaluation mode in training too.</param>
    /// <returns>The number of dimensions of its output, null where unknown; and the reason why it cannot be relied on, null where it can.</returns>
    public static (int? Rank, string? Reason) Check(ScriptProgram program, ScriptValue.Module layer, int? rank, Func<string, bool> isEvaluating)
    {
        try
        {
            return new SteadyCode(program, isEvaluating).Forward(layer, new ScriptValue.Rows(0, rank)) is ScriptValue.Rows output ? (output.Rank, null) : (null, "it does not give one tensor of samples");
        }
        catch (Exception error) when (UntraceableException.Covers(error))
        {
            return (null, UntraceableException.Reason(error));
        }
    }

    /// <inheritdoc/>
    protected override ScriptValue Apply(OperatorCall call) => RowwiseOperators.Apply(call);
}
