using Freeze.Layers;
using Freeze.Models;
using Freeze.Models.Architectures;
using Freeze.Reporting;
using Xunit;

namespace Freeze.Tests.Models;

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
        Assert.InRange(total.MultiplyAdds!.Value, expected, expected * 1.002);
        Assert.Equal(1, total.StepCost!.Value, 9);
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
}
