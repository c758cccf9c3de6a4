using Freeze.Data;
using Freeze.Models;
using Freeze.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>The loop that anybody would write by hand: the whole model on every batch, in the order in which a run takes them.</summary>
internal static class PlainLoop
{
    /// <summary>The loss of every step, with the settings of <see cref="BackboneRun"/>.</summary>
    public static List<double> Losses(Func<TorchModel> build, TorchDataset data, FineTuneOptions options)
    {
        using var model = build();
        manual_seed(options.Seed!.Value);
        using var sgd = optim.SGD([.. model.Parameters.Where(parameter => parameter.Trainable && parameter.AliasOf is null).Select(parameter => parameter.Value)], 0.02, momentum: 0.9, weight_decay: 1e-3);
        var losses = new List<double>();
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            ModuleModes.Train(model);
            foreach (var numbers in ShuffleOrder.Of(options.Seed.Value, epoch, data.Count).Chunk(options.BatchSize))
            {
                using var scope = NewDisposeScope();
                using var batch = data.ReadBatch(numbers);
                sgd.zero_grad();
                var loss = nn.functional.cross_entropy(((nn.Module<Tensor, Tensor>)model.Module).call(batch.Inputs), batch.Labels);
                loss.backward();
                sgd.step();
                losses.Add(loss.item<float>());
            }
        }

        return losses;
    }
}
