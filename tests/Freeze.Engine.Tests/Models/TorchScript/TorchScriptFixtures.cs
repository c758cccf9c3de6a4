using Freeze.Models;
using Freeze.WeightFiles.Reading;
using static TorchSharp.torch;

namespace Freeze.Tests.Models.TorchScript;

/// <summary>The small TorchScript files of tests/fixtures/torchscript, and what PyTorch computed from them.</summary>
internal static class TorchScriptFixtures
{
    public static string Path(string name) => System.IO.Path.Combine(LibtorchForTests.RepositoryRoot, "tests", "fixtures", "torchscript", $"{name}.pt");

    public static TorchModel Load(string name, ImportOptions? options = null) => ModelImporter.FromFile(Path(name), options ?? new ImportOptions());

    /// <summary>A recorded tensor, such as <c>half.input</c>.</summary>
    public static Tensor Record(string name)
    {
        using var file = Checkpoint.Open(System.IO.Path.ChangeExtension(Path("io"), "safetensors"));
        return file.Tensors.Single(tensor => tensor.Name == name).ToTensor();
    }

    /// <summary>What the model gives, in single precision.</summary>
    public static Tensor Run(TorchModel model, Tensor inputs)
    {
        using var off = no_grad();
        return ForwardPass.Run(model, inputs).to(ScalarType.Float32);
    }

    /// <summary>The largest difference, in relation to the largest number.</summary>
    public static float Difference(Tensor actual, Tensor expected) => ((actual - expected).abs().max() / expected.abs().max()).item<float>();
}
