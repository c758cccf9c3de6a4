using System.Text.Json;
using Freeze.Models;
using Freeze.Tests.WeightFiles;
using Freeze.Tests.WeightFiles.Forgery;
using Xunit;

namespace Freeze.Tests.Models;

/// <summary>A file of a few bytes cannot have a model of any size built before its weights are looked at.</summary>
public sealed class DescribedSizeTests : IDisposable
{
    private readonly CheckpointFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"version":1,"architecture":"resnet18","options":{"width":1000000}}""")]
    [InlineData("""{"version":1,"architecture":"resnet152","options":{}}""")]
    [InlineData("""{"version":1,"architecture":"resnet18","options":{"width":4,"class_count":2000000000}}""")]
    [InlineData("""{"version":1,"architecture":"resnet18","options":{"width":4,"input_channels":2000000000}}""")]
    [InlineData("""{"version":1,"architecture":"dcgan_generator","options":{"image_size":1048576}}""")]
    [InlineData("""{"version":1,"layers":["Linear(100000, 100000)"],"options":{}}""")]
    [InlineData("""{"version":1,"layers":["Linear(out_features=100000, in_features=100000)"],"options":{}}""")]
    [InlineData("""{"version":1,"layers":["Conv2d(100000, 100000, 1)"],"options":{}}""")]
    [InlineData("""{"version":1,"layers":["Conv2d(3, 3, (9999, 9999))"],"options":{}}""")]
    [InlineData("""{"version":1,"layers":["Conv3d(1, 1, kernel_size=9999)"],"options":{}}""")]
    [InlineData("""{"version":1,"layers":["BatchNorm1d(9000000000)"],"options":{}}""")]
    [InlineData("""{"version":1,"layers":["LayerNorm((100000, 100000))"],"options":{}}""")]
    public void What_its_tensors_do_not_bear_out_is_not_built(string description)
    {
        var header = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["__metadata__"] = new Dictionary<string, string> { ["freeze"] = description },
            ["a"] = new { dtype = "F32", shape = new[] { 1 }, data_offsets = new[] { 0, 4 } },
        });
        var path = _folder.Write("large.safetensors", ForgedSafetensors.Build(header, new byte[4]));
        var error = Assert.Throws<FreezeException>(() => ModelImporter.FromFile(path, new ImportOptions()));
        Assert.Equal(ErrorCode.ModelFileCorrupt, error.Code);
        Assert.Contains("holds 1 numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sequence_takes_no_other_class_count()
    {
        var path = Path.Combine(_folder.Path, "own.safetensors");
        using (var model = ModelImporter.FromLayers("own", ["Linear(4, 3)", "ReLU", "Linear(3, 2)"], new ImportOptions()))
            ModelExporter.Write(model, path, ExportFormat.Safetensors, overwrite: false);
        using (var back = ModelImporter.FromFile(path, new ImportOptions()))
            Assert.Equal(2, back.ClassCount);
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => ModelImporter.FromFile(path, new ImportOptions { Build = new() { ClassCount = 5 } })).Code);
    }
}
