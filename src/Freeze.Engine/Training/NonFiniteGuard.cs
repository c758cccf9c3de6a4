using System.Globalization;
using Freeze.Optimization;
using Freeze.Tensors;

namespace Freeze.Training;

/// <summary>Stops a run before a step that would put numbers into the weights that are none, and takes such numbers out of the statistics again.</summary>
internal sealed class NonFiniteGuard(GroupedOptimizer optimizer) : IDisposable
{
    private BufferSnapshot _statistics = new(optimizer.Model, trainingOnly: true), _statisticsBefore = new(optimizer.Model, trainingOnly: true);
    private readonly OverflowGuard _overflow = new(optimizer);
    private string _before = "";

    /// <summary>How large each group's gradients were in the last step that was let pass.</summary>
    public IReadOnlyList<GroupGradient> Last { get; private set; } = [];

    /// <summary>Present state of the model, as the end of a sentence.</summary>
    public string Reached { get; private set; } = "as the run found it";

    /// <summary>A step begins: where it is not taken, the model is left as it is now.</summary>
    public void Begin()
    {
        (_statistics, _statisticsBefore) = (_statisticsBefore, _statistics);
        _statistics.Keep();
    }

    /// <summary>Checks a batch's loss, once its gradients are there.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="position">The batch's place in the epoch, from 0.</param>
    /// <exception cref="FreezeException">LossNotFinite.</exception>
    public void RequireFinite(double loss, int epoch, int position)
    {
        if (double.IsFinite(loss))
            return;
        // With such a loss every gradient is just as bad; those of the step before say where it began.
        throw Refuse($"The loss of step {position + 1} in epoch {epoch} is {loss.ToString(CultureInfo.InvariantCulture)}; the step was not taken",
            Last.Count > 0 ? Last : GradientNorms.ByGroup(optimizer),
            Last.Count > 0 ? "in the step before it" : "there");
    }

    /// <summary>Checks the gradients of a step.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="position">The place in the epoch of the step's last batch, from 0.</param>
    /// <exception cref="FreezeException">LossNotFinite.</exception>
    public void RequireFiniteGradients(int epoch, int position)
    {
        var norms = GradientNorms.ByGroup(optimizer);
        if (norms.Any(group => !double.IsFinite(group.Norm)) && GradientNorms.AnyNotFinite(optimizer))
            throw Refuse($"The loss of step {position + 1} in epoch {epoch} is finite, but its gradients are not; the step was not taken", norms, "there");
        if (_statistics.HasSpoilt())
        {
            throw Refuse($"The loss of step {position + 1} in epoch {epoch} is finite, but it leaves running statistics that are not; the step was not taken",
                norms, "there");
        }

        Last = norms;
    }

    /// <summary>Takes a step whose gradients were checked. It does not stand where it leaves weights that are not finite.</summary>
    /// <param name="step">The step.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="position">The place in the epoch of the step's last batch, from 0.</param>
    /// <exception cref="FreezeException">LossNotFinite.</exception>
    public void Take(Action step, int epoch, int position)
    {
        if (_overflow.Take(step, Last) is not { } name)
        {
            (_before, Reached) = (Reached, string.Create(CultureInfo.InvariantCulture, $"as it was after step {position + 1} of epoch {epoch}"));
            return;
        }

        _statistics.PutBack();
        var type = ElementNames.Of(optimizer.Slots.First(slot => slot.Name == name).Parameter.dtype);
        throw NotFinite($"Step {position + 1} in epoch {epoch} made '{name}' infinite or not a number in {type}; the step was undone.", Last, "there");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _statistics.Dispose();
        _statisticsBefore.Dispose();
        _overflow.Dispose();
    }

    // Weights that give such a loss are finite in name only; the ones before the last step gave a loss.
    private FreezeException Refuse(string what, IReadOnlyList<GroupGradient> norms, string when)
    {
        if (!_overflow.Undo())
        {
            _statistics.PutBack();
            return NotFinite($"{what}.", norms, when);
        }

        Reached = _before;
        // Those of the step under way are put back first: where its policy changed, the two hold different layers.
        _statistics.PutBack();
        _statisticsBefore.PutBack();
        return NotFinite($"{what}, and the one before it was undone.", norms, when);
    }

    private FreezeException NotFinite(string what, IReadOnlyList<GroupGradient> norms, string when)
    {
        var largest = norms.OrderByDescending(group => double.IsNaN(group.Norm) ? double.PositiveInfinity : group.Norm).FirstOrDefault();
        var where = largest is null ? "" : string.Create(CultureInfo.InvariantCulture, $" The largest gradient {when} was that of group '{largest.Group}', of norm {largest.Norm:G4}.");
        return new FreezeException(ErrorCode.LossNotFinite, optimizer.Model.Name, what + where,
            "Lower the learning rates (Find-LearningRate suggests one), clip gradients with -ClipNorm, give the algorithm a greater -Epsilon in half precision, "
            + "or look for values that are not numbers in the data.");
    }
}
