using Freeze.Layers;
using Freeze.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.Prefix;

/// <summary>Tries on some samples what is not known of a model. The model, its mode apart, and the process's random numbers are left as they were.</summary>
/// <param name="model">The model.</param>
/// <param name="samples">N samples, at least two, on the model's device.</param>
internal sealed class PrefixTrial(TorchModel model, Tensor samples)
{
    private const double Tolerance = 1e-5;

    /// <summary>Whether stages, one after the other, do what the model does: in evaluation and in training, random numbers and statistics included.</summary>
    public bool Matches(StagedPass pass)
    {
        ModuleModes.Evaluate(model);
        var evaluates = Agree(() => ForwardPass.Run(model, samples), () => pass.Run(samples, 0, pass.Stages.Count));
        ModuleModes.Train(model);
        return evaluates && Agree(() => ForwardPass.Run(model, samples), () => pass.Run(samples, 0, pass.Stages.Count));
    }

    /// <summary>Whether the leading stages give in training what they give in evaluation, and move nothing.</summary>
    public bool IsSteady(StagedPass pass, int cut)
    {
        ModuleModes.Train(model);
        return Undone(before =>
        {
            var training = pass.Run(samples, 0, cut);
            var again = pass.Run(samples, 0, cut);
            ModuleModes.Evaluate(model);
            var evaluation = pass.Run(samples, 0, cut);
            return training.Equals(again) && training.Equals(evaluation) && model.Buffers.Zip(before).All(pair => pair.First.Value.Equals(pair.Second));
        });
    }

    /// <summary>Whether the prefix can run as it is set up, with the outcome that its stages have in the layout in which images come.</summary>
    public bool Takes(FrozenPrefix prefix, StagedPass pass) => Undone(_ => IsClose(pass.Run(samples, 0, prefix.Cut), prefix.Run(samples)));

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
        catch (Exception error) when (error is System.Runtime.InteropServices.ExternalException or InvalidCastException or ArgumentException or InvalidOperationException)
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
