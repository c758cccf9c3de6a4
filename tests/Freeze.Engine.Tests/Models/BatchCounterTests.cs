using Freeze.Models;
using Freeze.Reporting;
using Freeze.Tests.WeightFiles;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Safetensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Models;

/// <summary>Counters of batches load as PyTorch loads them.</summary>
public sealed class BatchCounterTests : IDisposable
{
    private static readonly string[] Layers = ["Linear(3, 4)", "norm: BatchNorm1d(4)", "head: Linear(4, 2)"];

    private readonly CheckpointFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_counter_that_is_a_list_of_one_loads(bool allowMismatch)
    {
        using var model = ModelImporter.FromLayers("small", Layers, new ImportOptions { Weights = [Write(tensor([7L]))], AllowMismatch = allowMismatch });
        Assert.Empty(model.Import.Missing);
        Assert.Empty(model.Import.Unexpected);
        Assert.Contains("norm.num_batches_tracked", model.Import.Loaded);
        var counter = model.Buffers.Single(buffer => buffer.Name == "norm.num_batches_tracked").Value;
        Assert.Equal((0, 7), (counter.ndim, counter.item<long>()));
        using var since = DriftReference.File(model.Import.Files[0], model);
        Assert.All(new ParameterReport(model, null, since).Layers(), row => Assert.True(row.Intact, row.Name));
    }

    [Fact]
    public void A_counter_of_two_is_of_another_shape()
    {
        var error = Assert.Throws<FreezeException>(() => ModelImporter.FromLayers("small", Layers, new ImportOptions { Weights = [Write(tensor([7L, 8L]))] }));
        Assert.Contains("norm.num_batches_tracked", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Write(Tensor counter)
    {
        using var scope = NewDisposeScope();
        using var model = ModelImporter.FromLayers("small", Layers, new ImportOptions { Seed = 1 });
        var path = Path.Combine(_folder.Path, "old.safetensors");
        SafetensorsWriter.Write(path, [.. model.StateTensors.Select(tensor => TensorLoading.ToSource(tensor.Name, tensor.Name.EndsWith("tracked", StringComparison.Ordinal) ? counter : tensor.Value))],
            new Dictionary<string, string>(), overwrite: true);
        return path;
    }
}
