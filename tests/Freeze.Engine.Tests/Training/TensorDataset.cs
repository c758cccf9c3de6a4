using Freeze.Data;
using TorchSharp;

namespace Freeze.Tests.Training;

/// <summary>A data set made of two tensors: samples of any shape, and class numbers.</summary>
internal static class TensorDataset
{
    public static TorchDataset Of(torch.Tensor inputs, torch.Tensor labels)
    {
        var shape = new TensorShape([.. inputs.shape.Skip(1)]);
        var classes = labels.reshape(-1).data<long>().ToArray().Select(label => (int)label).ToArray();
        var raw = new MemorySamples(null, inputs.data<float>().ToArray(), shape, classes, null);
        return new TorchDataset("tensors", raw, SampleSelection.Make("tensors", raw, new DatasetOptions()), new SampleTransform("tensors", shape, new InputTransform()));
    }
}
