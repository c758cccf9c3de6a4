using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Reporting;
using Freeze.Tests.Networks;
using Xunit;

namespace Freeze.Tests.Reporting;

public sealed class LayerCostTests
{
    public static TheoryData<string> Names => [.. ArchitectureRegistry.All.Where(architecture => !architecture.Supports.HasFlag(ArchitectureFeatures.Unclassified)).Select(architecture => architecture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_architecture_costs_what_torchvision_s_does(string name)
    {
        using var model = ModelImporter.FromArchitecture(name, new ImportOptions());
        var total = new ParameterReport(model, null, null).Total();
        var expected = TorchvisionRecords.All.Single(record => record.Name == name).MultiplyAdds;
        // Scales of layers and class tokens count here, and not there.
        var attention = model.Nodes.Where(node => node.Type == "MultiheadAttention").Sum(node => 2 * (long)Math.Pow(Tokens(model, name), 2) * node.Parameters[0].Value.shape[1]);
        Assert.InRange(total.MultiplyAdds!.Value - attention, expected, expected * 1.002);
        Assert.Equal(1, total.StepCost!.Value, 9);
    }

    // torchvision publishes 17.56 and 4.41 billion, which is more than its weights' products.
    [Theory]
    [InlineData("vit_b_16", 17.56)]
    [InlineData("vit_b_32", 4.41)]
    public void Attention_s_own_products_count(string name, double published)
    {
        using var model = ModelImporter.FromArchitecture(name, new ImportOptions());
        Assert.Equal(published, new ParameterReport(model, null, null).Total().MultiplyAdds!.Value / 1e9, 0.01);
        model.Apply(model.Plan(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = ["heads"], AllowUninitialized = true }));
        // Forward alone, of the three that training everything takes.
        Assert.Equal(1 / 3.0, new ParameterReport(model, null, null).Total().StepCost!.Value, 0.005);
    }

    // resnet18 at 224: the shares follow from its published layer sizes.
    [Theory]
    [InlineData(FreezeSelection.Through, "layer2", 0.638)]
    [InlineData(FreezeSelection.TrainOnly, "layer4 fc", 0.483)]
    [InlineData(FreezeSelection.TrainOnly, "fc", 0.341)]
    [InlineData(FreezeSelection.TrainOnly, "conv1 bn1 layer1 layer2", 0.846)]
    [InlineData(FreezeSelection.TrainOnly, "*", 1.0)]
    public void A_step_costs_what_the_plan_leaves(FreezeSelection selection, string patterns, double expected)
    {
        using var model = ModelImporter.FromArchitecture("resnet18", new ImportOptions { Build = new ArchitectureOptions() });
        model.Apply(model.Plan(new FreezeRequest { Selection = selection, Patterns = patterns.Split(' '), AllowUninitialized = true }));
        var flags = model.Parameters.Select(parameter => parameter.Trainable).ToList();
        var report = new ParameterReport(model, null, null);
        Assert.Equal(expected, report.Total().StepCost!.Value, 0.0006);
        Assert.Equal(report.Total().StepCost!.Value, report.Layers().Sum(layer => layer.StepShare ?? 0), 9);
        Assert.Equal(1_814_073_344, report.Total().MultiplyAdds);
        Assert.Equal(flags, model.Parameters.Select(parameter => parameter.Trainable));
    }

    private static int Tokens(TorchModel model, string name) => (int)Math.Pow(model.SampleShape![1] / (name.EndsWith("16", StringComparison.Ordinal) ? 16 : 32), 2) + 1;
}
