using Freeze.Libtorch;
using Freeze.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>Tries on some samples what is not known of a model. The model, its mode apart, and the process's random numbers are left as they were.</summary>
/// <param name="model">The model.</param>
/// <param name="samples">N samples, at least two, on the model's device.</param>
internal sealed class EquivalenceTrial(TorchModel model, Tensor samples)
{
    private const double Tolerance = 1e-5;

    /// <summary>Whether stages, one after the other, do what the model does: in evaluation and in training, random numbers and statistics included.</summary>
    public bool Matches(StagedPass pass)
    {
        // Samples that are all alike, such as zeros, tell nothing.
        if (samples.Equals(samples[..1].expand_as(samples)))
            return false;
        ModuleModes.Evaluate(model);
        var evaluates = Agree(() => ForwardPass.Run(model, samples), () => pass.Run(samples, 0, pass.Stages.Count));
        ModuleModes.Train(model);
        return evaluates && Agree(() => ForwardPass.Run(model, samples), () => pass.Run(samples, 0, pass.Stages.Count));
    }

    /// <summary>How many of the leading stages give in training what they give in evaluation, a row for each sample whatever the others are, and move nothing.</summary>
    /// <param name="pass">The stages.</param>
    /// <param name="cut">How many there are at most.</param>
    public int SteadyStages(StagedPass pass, int cut)
    {
        var (steady, count) = (0, (int)samples.shape[0]);
        var half = count / 2;
        var isStill = Undone(before =>
        {
            // Stages may write over what they are given.
            var (training, again, evaluation) = (samples.clone(), samples.clone(), samples.clone());
            // Half of them, on their own or twice: whatever looks at the batch sees another one.
            var others = half > 1 ? samples[half..].clone() : cat([samples[half..], samples[half..]], 0);
            var rows = others.shape[0];
            for (; steady < cut; steady++)
            {
                ModuleModes.Train(model);
                training = pass.Run(training, steady, steady + 1);
                again = pass.Run(again, steady, steady + 1);
                ModuleModes.Evaluate(model);
                evaluation = pass.Run(evaluation, steady, steady + 1);
                others = pass.Run(others, steady, steady + 1);
                if (!training.Equals(again) || !training.Equals(evaluation))
                    break;
                if (evaluation.dim() == 0 || evaluation.shape[0] != count || others.shape[0] != rows || !IsClose(evaluation[half..], others.narrow(0, 0, count - half)))
                    break;
            }

            return model.Buffers.Zip(before).All(pair => pair.First.Value.Equals(pair.Second));
        });
        return isStill ? steady : 0;
    }

    private bool Agree(Func<Tensor> one, Func<Tensor> other) => Undone(before =>
    {
        using var random = torch.random.get_rng_state();
        var expected = one();
        var statistics = Buffers();
        Restore(before);
        torch.random.set_rng_state(random);
        var actual = other();
        return IsClose(expected, actual) && model.Buffers.Zip(statistics).All(pair => IsClose(pair.Second, pair.First.Value));
    });

    // A guess that is wrong fails in any way it likes.
    private bool Undone(Func<List<Tensor>, bool> work) => RandomState.Undisturbed(() =>
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var before = Buffers();
        try
        {
            return work(before);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
        {
            return false;
        }
        finally
        {
            Restore(before);
        }
    });

    private List<Tensor> Buffers() => [.. model.Buffers.Select(buffer => buffer.Value.detach().clone())];

    private void Restore(List<Tensor> values)
    {
        foreach (var (buffer, value) in model.Buffers.Zip(values))
            buffer.Value.copy_(value);
    }

    private static bool IsClose(Tensor expected, Tensor actual)
    {
        if (!expected.shape.SequenceEqual(actual.shape) || expected.dtype != actual.dtype)
            return false;
        if (expected.numel() == 0)
            return true;
        var (one, other) = (expected.to(ScalarType.Float64), actual.to(ScalarType.Float64));
        return (one - other).abs().max().item<double>() <= Tolerance * one.abs().max().item<double>();
    }
}
