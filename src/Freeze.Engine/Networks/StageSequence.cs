using static TorchSharp.torch;

namespace Freeze.Networks;

/// <summary>Runs stages one after the other.</summary>
internal static class StageSequence
{
    /// <summary>Gives the input to the first stage, what comes out to the next, and so on.</summary>
    /// <param name="stages">The stages; where there are none the input itself comes back.</param>
    /// <param name="input">What the first one takes.</param>
    public static Tensor Run(IEnumerable<Func<Tensor, Tensor>> stages, Tensor input)
    {
        var current = input;
        foreach (var stage in stages)
        {
            // One scope a stage: intermediate results that nothing needs any more are freed at once.
            using var scope = NewDisposeScope();
            var next = stage(current);
            if (!ReferenceEquals(next, current))
                next.MoveToOuterDisposeScope();
            if (!ReferenceEquals(current, input) && !ReferenceEquals(next, current))
                current.Dispose();
            current = next;
        }

        return current;
    }
}
