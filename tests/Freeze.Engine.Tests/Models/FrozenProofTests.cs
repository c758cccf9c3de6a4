using System.Globalization;
using System.Text.RegularExpressions;
using Freeze.Models;
using Freeze.Optimization;
using Freeze.Reporting;
using Freeze.Tensors;
using Freeze.Tests.Freezing;
using Freeze.Tests.Training;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Models;

public sealed class FrozenProofTests
{
    [Theory]
    [InlineData("stem.conv.weight", 1e-6)]
    [InlineData("stem.conv.bias", 0.5)]
    [InlineData("stem.bn.running_var", 0.01)]
    public void What_moved_is_named_with_the_size_of_the_change(string name, double amount)
    {
        using var model = SmallNetwork.Convolutional();
        model.Freeze("stem");
        var proof = FrozenProof.Take(model);
        proof.Verify(model);
        var tensor = model.StateTensors.Single(state => state.Name == name).Value;
        double drift;
        using (no_grad())
        {
            var before = tensor.detach().clone();
            tensor.view(-1)[0] += amount;
            drift = (tensor - before).norm().to(ScalarType.Float64).item<double>() / before.norm().to(ScalarType.Float64).item<double>();
        }

        var error = Assert.Throws<FreezeException>(() => proof.Verify(model));
        Assert.Equal(ErrorCode.FrozenChanged, error.Code);
        Assert.Equal(name, error.Subject);
        // One element that moves is measured exactly, whatever the size of the tensor.
        var stated = double.Parse(Regex.Match(error.Message, @"moved by (\S+) of").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(drift, stated, drift * 0.01);
        Assert.StartsWith("1 frozen tensor changed", error.Message);
    }

    [Fact]
    public void A_batch_counter_is_proved_too()
    {
        using var model = SmallNetwork.Convolutional();
        model.Freeze("stem");
        var proof = FrozenProof.Take(model);
        using (no_grad())
            model.StateTensors.Single(state => state.Name == "stem.bn.num_batches_tracked").Value.add_(1);
        Assert.Contains("num_batches_tracked", Assert.Throws<FreezeException>(() => proof.Verify(model)).Message);
    }

    [Fact]
    public void What_was_not_frozen_throughout_is_not_compared()
    {
        using var model = SmallNetwork.Convolutional();
        model.Freeze("stem", "block");
        var proof = FrozenProof.Take(model);
        model.Unfreeze("block");
        model.Freeze("head");
        using (no_grad())
        {
            foreach (var parameter in model.Parameters.Where(parameter => parameter.Layer != "stem.conv" && parameter.Layer != "stem.bn"))
                parameter.Value.add_(1);
        }

        proof.Verify(model);
        Assert.NotEmpty(model.FrozenSince);
    }

    [Fact]
    public void A_run_that_is_tampered_with_ends_with_the_name_of_what_moved()
    {
        using var model = SmallNetwork.Convolutional();
        model.Freeze("stem");
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01 } });
        var run = new FineTuneRun(optimizer, TensorDataset.Of(randn(8, 2, 6, 6), zeros(8, int64)), null, new FineTuneOptions { BatchSize = 4 });
        var error = Assert.Throws<FreezeException>(() =>
        {
            foreach (var _ in run.Steps())
            {
                using var off = no_grad();
                model.Parameters.Single(parameter => parameter.Name == "stem.conv.weight").Value.mul_(1.5);
            }
        });
        Assert.Equal(ErrorCode.FrozenChanged, error.Code);
        Assert.Contains("stem.conv.weight (moved by 0.5 ", error.Message);
        Assert.Null(model.Parameters.Single(parameter => parameter.Name == "head.weight").Value.grad);
    }

    // The sketch is good for about a tenth; these tensors are drawn at random with a fixed seed.
    [Theory]
    [InlineData(100, 0.02)]
    [InlineData(5_000, 0.3)]
    [InlineData(1_000_000, 0.3)]
    [InlineData(20_000_003, 0.3)]
    public void A_sketch_tells_how_far_a_tensor_went(int count, double tolerance)
    {
        using var scope = NewDisposeScope();
        var before = randn(count, generator: new Generator(3));
        foreach (var after in new[] { before * 0.9, before + 0.01, before + randn(count, generator: new Generator(4)) * 0.001 })
        {
            var expected = (after - before).norm().item<float>() / before.norm().item<float>();
            var imprint = TensorImprint.Of(before);
            Assert.True(imprint.Matches(before));
            Assert.False(imprint.Matches(after));
            Assert.Equal(expected, imprint.DriftTo(after)!.Value, expected * tolerance);
            var norm = before.to(ScalarType.Float64).norm().item<double>();
            Assert.Equal(norm, imprint.Sketch.Norm, norm * 1e-9);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Bool)]
    public void Tensors_of_every_type_leave_an_imprint(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var tensor = arange(300).remainder(2).to(type);
        var imprint = TensorImprint.Of(tensor);
        Assert.True(imprint.Matches(tensor.clone()));
        Assert.Equal(Math.Sqrt(150), imprint.Sketch.Norm, 6);
        var other = tensor.clone();
        other[0] = ones(1).to(type)[0];
        Assert.False(imprint.Matches(other));
        Assert.Equal(1 / Math.Sqrt(150), imprint.DriftTo(other)!.Value, 6);
        Assert.Null(imprint.DriftTo(tensor.narrow(0, 0, 10)));
    }

    [Fact]
    public void The_report_shows_drift_since_import_and_since_the_freeze()
    {
        using var model = SmallNetwork.Convolutional();
        using (no_grad())
            model.Parameters.Single(parameter => parameter.Name == "stem.conv.bias").Value.fill_(2);
        model.Freeze("stem");
        ParameterRow Row(DriftReference since) => new ParameterReport(model, null, since).Parameters(statistics: false).Single(row => row.Name == "stem.conv.bias");
        Assert.True(Row(DriftReference.Import(model)).Drift > 0);
        Assert.False(Row(DriftReference.Import(model)).Intact);
        Assert.True(Row(DriftReference.Freeze(model)).Intact);
        using (no_grad())
            model.Parameters.Single(parameter => parameter.Name == "stem.conv.bias").Value.fill_(3);
        Assert.Equal(0.5, Row(DriftReference.Freeze(model)).Drift!.Value, 6);
        Assert.Null(new ParameterReport(model, null, DriftReference.Freeze(model)).Parameters(statistics: false).Single(row => row.Name == "head.weight").Intact);
        var layer = new ParameterReport(model, null, DriftReference.Freeze(model)).Layers().Single(row => row.Name == "stem.bn");
        Assert.True(layer.Intact);
        using (no_grad())
            model.StateTensors.Single(state => state.Name == "stem.bn.running_mean").Value.add_(1);
        Assert.False(new ParameterReport(model, null, DriftReference.Freeze(model)).Layers().Single(row => row.Name == "stem.bn").Intact);
    }
}
