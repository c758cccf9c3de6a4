using System.Security.Cryptography;
using System.Text;
using Freeze.Models;
using Freeze.Networks;
using Xunit;

namespace Freeze.Tests.Networks;

public sealed class TorchvisionLayoutTests
{
    public static TheoryData<string> Names => [.. ArchitectureRegistry.All.Where(architecture => !architecture.Supports.HasFlag(ArchitectureFeatures.Unclassified)).Select(architecture => architecture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_state_is_torchvision_s_in_names_shapes_and_order(string name)
    {
        var record = TorchvisionRecords.All.Single(record => record.Name == name);
        var architecture = ArchitectureRegistry.Get(name);
        Assert.Equal(record.ParameterCount, architecture.ParameterCount);
        Assert.Equal(record.InputSize, architecture.InputSize);
        using var model = ModelImporter.FromArchitecture(name, new ImportOptions());
        var lines = model.StateTensors.Select(tensor => $"{tensor.Name} {string.Join(",", tensor.Value.shape)}\n").ToList();
        Assert.Equal(record.StateEntries, lines.Count);
        Assert.Equal(record.StateDigest, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))))[..16]);
        Assert.Equal(record.ParameterCount, model.ParameterCount);
    }
}
