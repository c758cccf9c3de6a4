using System.Globalization;
using Freeze.Optimization;
using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>Says of a run that diverged what the model holds now, and tells the next run on it.</summary>
internal sealed class Divergence
{
    private const int Shown = 3;

    private readonly TorchModel _model;
    private readonly string _runId;
    private readonly string? _inherited;

    /// <param name="model">The model.</param>
    /// <param name="runId">The run.</param>
    /// <param name="isResumed">Whether the weights of a saved run are about to take the place of the model's.</param>
    /// <exception cref="FreezeException">LossNotFinite: no step could start from the model's weights.</exception>
    public Divergence(TorchModel model, string runId, bool isResumed)
    {
        (_model, _runId) = (model, runId);
        if (isResumed)
        {
            model.Divergence = null;
            return;
        }

        _inherited = model.Divergence;
        RequireFinite(model);
    }

    /// <summary>Warnings about an earlier run when this one begins; none where all was well.</summary>
    public IReadOnlyList<string> Warnings => _inherited is null ? []
        : [$"An earlier run on {_model.Name} diverged ({_inherited}); this one begins with the weights that the model held then. "
            + "To begin with others, import the model again."];

    /// <summary>Refuses trainable weights and running statistics that no step could start from.</summary>
    /// <exception cref="FreezeException">LossNotFinite.</exception>
    public static void RequireFinite(TorchModel model)
    {
        var trainable = model.Parameters.Where(parameter => parameter.Trainable).Select(parameter => (parameter.Name, (Tensor)parameter.Value));
        var spoilt = NotFinite.All(trainable.Concat(Statistics(model)));
        if (spoilt.Count == 0)
            return;
        throw new FreezeException(ErrorCode.LossNotFinite, model.Name,
            $"Before the first step, {Names(spoilt)} of {model.Name} {(spoilt.Count == 1 ? "holds" : "hold")} values that are infinite or not a number"
            + $"{(model.Divergence is { } earlier ? $", after a run that diverged ({earlier})" : "")}.",
            "Import the model again, with weights that are finite: Get-ParameterReport -Statistics shows which are.");
    }

    /// <summary>Takes a step.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="number">The step's number in the epoch, from 1.</param>
    /// <param name="best">The epoch whose weights the model gets back when the run ends; null for none.</param>
    /// <param name="step">The step.</param>
    /// <param name="reached">What the model is afterwards, where the step fails, as the end of a sentence.</param>
    /// <exception cref="FreezeException">LossNotFinite: says also what the model holds.</exception>
    public T Take<T>(int epoch, int number, int? best, Func<T> step, Func<string> reached)
    {
        try
        {
            return step();
        }
        catch (FreezeException error) when (error.Code == ErrorCode.LossNotFinite)
        {
            _model.Divergence = string.Create(CultureInfo.InvariantCulture, $"run {_runId}, epoch {epoch}, step {number}");
            var spoilt = NotFinite.All(_model.Parameters.Select(parameter => (parameter.Name, (Tensor)parameter.Value)).Concat(Statistics(_model)));
            var state = best is { } good ? $"{_model.Name} holds the weights of epoch {good}, the best." : $"{_model.Name} is {reached()}.";
            var earlier = _inherited is null ? "" : $" It began with what another run left that had diverged ({_inherited}).";
            var cause = spoilt.Count == 0 ? "" : $" {Names(spoilt)} held values that are infinite or not a number before the run.";
            throw new FreezeException(error.Code, error.Subject, $"{error.Message} {state}{earlier}{cause}", error.Cure, error);
        }
    }

    /// <summary>All is well: the next run need not hear of an earlier one.</summary>
    public void Settle() => _model.Divergence = null;

    private static IEnumerable<(string Name, Tensor Value)> Statistics(TorchModel model) =>
        model.Nodes.Where(node => node.KeepsStatistics).SelectMany(node => node.Buffers).Select(buffer => (buffer.Name, buffer.Value));

    private static string Names(IReadOnlyList<string> names) => NameList.Shorten([.. names.Select(name => $"'{name}'")], Shown);
}
