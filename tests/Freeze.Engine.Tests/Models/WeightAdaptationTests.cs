using Freeze.Models;
using Freeze.Networks;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Models;

/// <summary>Weights that fit a model after a change: other input channels, names of former days.</summary>
public sealed class WeightAdaptationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-weights-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("resnet18", 1)]
    [InlineData("mobilenet_v3_small", 1)]
    [InlineData("squeezenet1_1", 6)]
    [InlineData("vit_b_32", 1)]
    public void Equal_channels_give_what_three_of_them_gave(string name, int channels)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var three = ModelImporter.FromArchitecture(name, new ImportOptions { Build = new ArchitectureOptions { ClassCount = 5 }, Seed = 2 });
        var path = Path.Combine(_folder, "three.safetensors");
        ModelExporter.Write(three, path, ExportFormat.Safetensors, overwrite: false);
        using var other = ModelImporter.FromArchitecture(name, new ImportOptions { Build = new ArchitectureOptions { ClassCount = 5, InputChannels = channels }, Weights = [path] });
        Assert.Equal([InputAdaptation.FirstWeight(other.Module)!], other.Import.Adapted);
        Assert.Contains(other.Import.Adapted[0], other.Import.Loaded);
        Assert.Empty(other.Import.Missing);
        var grey = randn(2, 1, 224, 224);
        var expected = ((StagedNetwork)three.Module).call(grey.expand(-1, 3, -1, -1));
        var actual = ((StagedNetwork)other.Module).call(grey.expand(-1, channels, -1, -1));
        Assert.True(actual.allclose(expected, 1e-3, 1e-4 * expected.abs().max().item<float>()));
    }

    [Fact]
    public void Another_number_of_channels_is_refused_unless_asked_for()
    {
        var path = Path.Combine(_folder, "grey.safetensors");
        using (var grey = ModelImporter.FromArchitecture("squeezenet1_1", new ImportOptions { Build = new ArchitectureOptions { InputChannels = 1 } }))
            ModelExporter.Write(grey, path, ExportFormat.Safetensors, overwrite: false);
        var error = Assert.Throws<FreezeException>(() => ModelImporter.FromArchitecture("squeezenet1_1", new ImportOptions { Weights = [path] }));
        Assert.Equal(ErrorCode.ArchitectureMismatch, error.Code);
        Assert.Contains("features.0.weight", error.Message);
        using var again = ModelImporter.FromFile(path, new ImportOptions());
        Assert.Empty(again.Import.Adapted);
        Assert.Equal(1, again.Parameters[0].Value.shape[1]);
    }

    [Theory]
    [InlineData("densenet121", ".norm1.", ".norm.1.", ".norm2.", ".norm.2.", ".conv1.", ".conv.1.", ".conv2.", ".conv.2.")]
    [InlineData("vit_b_32", ".mlp.0.", ".mlp.linear_1.", ".mlp.3.", ".mlp.linear_2.")]
    public void Published_files_with_former_names_load(string name, params string[] renames)
    {
        using var model = ModelImporter.FromArchitecture(name, new ImportOptions { Seed = 4 });
        var path = Path.Combine(_folder, "former.pth");
        PyTorchWriter.Write(path, [.. model.StateTensors.Select(tensor => TensorLoading.ToSource(Rename(tensor.Name), tensor.Value))], overwrite: false);
        using var loaded = ModelImporter.FromArchitecture(name, new ImportOptions { Weights = [path], Seed = 5 });
        Assert.All(model.StateTensors.Zip(loaded.StateTensors), pair => Assert.True(pair.First.Value.allclose(pair.Second.Value, 0, 0), pair.First.Name));
        Assert.Empty(loaded.Import.Unexpected);

        string Rename(string today)
        {
            for (var i = 0; i < renames.Length; i += 2)
                today = today.Replace(renames[i], renames[i + 1], StringComparison.Ordinal);
            return today;
        }
    }
}
