using Freeze.Libtorch;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Tensors;
using Freeze.Tests.WeightFiles;
using TorchSharp;
using Xunit;
using static Freeze.Tests.Models.TorchScript.TorchScriptFixtures;
using static TorchSharp.torch;

namespace Freeze.Tests.Models.TorchScript;

/// <summary>Heads, input channels and data types of TorchScript modules are changed at import, or the reason why not is told.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class TorchScriptChangesTests
{
    [Theory]
    [InlineData("scripted_eval", "fc")]
    [InlineData("scripted_train", "fc")]
    [InlineData("traced_eval", "fc")]
    [InlineData("traced_train", "fc")]
    [InlineData("extra", "fc")]
    [InlineData("convolution_head", "classifier.1")]
    public void A_head_of_another_size_is_drawn_as_torch_nn_draws_it(string name, string head)
    {
        using var before = Load(name);
        using var model = Load(name, Classes(3, seed: 5));
        Assert.Equal((head, 3), (model.Head, model.ClassCount));
        Assert.Equal([$"{head}.weight", $"{head}.bias"], model.Import.Reinitialized);
        Assert.Equal(before.Import.Loaded.Count - 2, model.Import.Loaded.Count);
        Assert.Equal(model.Import.Reinitialized, model.Parameters.Where(own => own.Provenance == Provenance.Initialized).Select(own => own.Name));
        using var drawn = RandomState.Seeded<nn.Module>(5, () => head == "fc" ? nn.Linear(4, 3) : nn.Conv2d(4, 3, 1));
        foreach (var (own, parameter) in drawn.named_parameters())
            Assert.True(model.Parameters.Single(other => other.Name == $"{head}.{own}").Value.bytes.SequenceEqual(parameter.bytes), own);
        foreach (var (own, other) in model.StateTensors.Zip(before.StateTensors).Where(pair => !pair.First.Name.StartsWith(head, StringComparison.Ordinal)))
            Assert.True(own.Value.bytes.SequenceEqual(other.Value.bytes), own.Name);
        Assert.Equal([2, 3], Run(model, Record("scripted_eval.input")).shape);
        Assert.Equal(model.StateTensors.Select(own => own.Name).Order(), model.Module.state_dict().Keys.Order());
    }

    [Fact]
    public void The_same_seed_gives_the_same_head_and_the_process_draws_on_as_before()
    {
        manual_seed(3);
        var expected = rand(1).item<float>();
        manual_seed(3);
        using var first = Load("scripted_eval", Classes(3, seed: 5));
        Assert.Equal(expected, rand(1).item<float>());
        using var second = Load("scripted_eval", Classes(3, seed: 5));
        using var third = Load("scripted_eval", Classes(3, seed: 6));
        Assert.True(first.Parameters[^2].Value.bytes.SequenceEqual(second.Parameters[^2].Value.bytes));
        Assert.False(first.Parameters[^2].Value.bytes.SequenceEqual(third.Parameters[^2].Value.bytes));
    }

    [Fact]
    public void A_head_of_the_same_size_is_drawn_afresh_only_when_asked()
    {
        using var before = Load("scripted_eval");
        using var same = Load("scripted_eval", Classes(5, seed: 1));
        using var fresh = Load("scripted_eval", new ImportOptions { ResetHead = true, Seed = 1 });
        Assert.Empty(same.Import.Reinitialized);
        Assert.True(before.Parameters[^2].Value.bytes.SequenceEqual(same.Parameters[^2].Value.bytes));
        Assert.Equal(("fc", 5, 2), (fresh.Head, fresh.ClassCount, fresh.Import.Reinitialized.Count));
        Assert.False(before.Parameters[^2].Value.bytes.SequenceEqual(fresh.Parameters[^2].Value.bytes));
    }

    [Theory]
    [InlineData("sized", 3, "5 classes elsewhere")]
    [InlineData("sized", 10, "5 classes elsewhere")]
    [InlineData("dense", 3, "'up' is a Conv2d with a weight of 3x4x3x3")]
    [InlineData("normalised_last", 3, "'norm', a BatchNorm1d")]
    [InlineData("tied", 3, "shares its weight")]
    [InlineData("weight_norm", 3, "2.weight_g")]
    [InlineData("jit_frozen", 3, "torch.jit.freeze")]
    [InlineData("scripted_eval", 0, "-ClassCount is 0")]
    public void A_head_that_cannot_change_says_why(string name, int classes, string reason)
    {
        var error = Assert.Throws<FreezeException>(() => Load(name, Classes(classes)));
        Assert.Equal(ErrorCode.OptionInvalid, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Cure);
    }

    [Fact]
    public void One_channel_sees_what_three_equal_ones_saw()
    {
        using var before = Load("scripted_eval");
        using var model = Load("scripted_eval", new ImportOptions { Build = new() { InputChannels = 1 } });
        Assert.Equal(["conv.weight"], model.Import.Adapted);
        var grey = Record("scripted_eval.input")[.., ..1];
        Assert.True(Difference(Run(model, grey), Run(before, grey.repeat(1, 3, 1, 1))) < 1e-5f);
        var error = Assert.Throws<FreezeException>(() => Load("tied", new ImportOptions { Build = new() { InputChannels = 1 } }));
        Assert.Equal(ErrorCode.OptionInvalid, error.Code);
    }

    [Theory]
    [InlineData("half", null, ScalarType.Float16, 1e-2f)]
    [InlineData("half", "float32", ScalarType.Float32, 1e-3f)]
    [InlineData("scripted_train", "bfloat16", ScalarType.BFloat16, 5e-2f)]
    [InlineData("scripted_train", "float64", ScalarType.Float64, 1e-5f)]
    public void Another_data_type_leaves_counters_exact(string name, string? type, ScalarType expected, float tolerance)
    {
        using var model = Load(name, new ImportOptions { DataType = type });
        foreach (var tensor in model.StateTensors)
            Assert.Equal(tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal) ? ScalarType.Int64 : expected, tensor.Value.dtype);
        Assert.True(Difference(Run(model, Record($"{name}.input")), Record($"{name}.output")) < tolerance);
        using var copy = ModelCopier.Copy(model);
        foreach (var (copied, tensor) in copy.StateTensors.Zip(model.StateTensors))
            Assert.True(copied.Value.dtype == tensor.Value.dtype && copied.Value.bytes.SequenceEqual(tensor.Value.bytes), tensor.Name);
    }

    [Fact]
    public void What_a_trace_fixed_is_told()
    {
        using var evaluating = Load("traced_eval");
        using var training = Load("traced_train");
        using var scripted = Load("scripted_train");
        Assert.Contains("evaluation mode of bn, drop", Assert.Single(evaluating.Import.Remarks), StringComparison.Ordinal);
        Assert.Contains("training mode of bn, drop", Assert.Single(training.Import.Remarks), StringComparison.Ordinal);
        Assert.Empty(scripted.Import.Remarks);
    }

    [Fact]
    public void A_changed_module_is_exported_and_read_back()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.pt");
        try
        {
            using var model = Load("scripted_train", Classes(3, seed: 5));
            ModelExporter.Write(model, path, ExportFormat.TorchScript, overwrite: false);
            using var back = ModelImporter.FromFile(path, new ImportOptions());
            var input = Record("scripted_eval.input");
            Assert.Equal(0, Difference(Run(back, input), Run(model, input)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void PyTorch_reads_a_changed_module_and_computes_the_same()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.pt");
        try
        {
            using var model = Load("scripted_train", Classes(3, seed: 5));
            ModelExporter.Write(model, path, ExportFormat.TorchScript, overwrite: false);
            var lines = PythonTorch.Run("import sys, torch\nm = torch.jit.load(sys.argv[1]).eval()\nwith torch.no_grad(): y = m(torch.ones(2, 3, 8, 8))\nprint(*y.flatten().tolist(), sep='\\n')", path);
            var expected = Run(model, ones(2, 3, 8, 8)).flatten().data<float>().ToArray();
            Assert.Equal(expected.Length, lines.Length);
            foreach (var (line, value) in lines.Zip(expected))
                Assert.Equal(value, float.Parse(line, System.Globalization.CultureInfo.InvariantCulture), 1e-5f);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Looking_for_a_batch_leaves_no_tensors_behind()
    {
        using (Load("scripted_train", Classes(3, seed: 5)))
        {
        }

        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var model = Load("scripted_train", Classes(3, seed: 5)))
            Assert.InRange(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, 0, 60);
    }

    private static ImportOptions Classes(int count, long? seed = null) => new() { Build = new ArchitectureOptions { ClassCount = count }, Seed = seed };
}
