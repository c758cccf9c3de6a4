using System.Management.Automation;
using Freeze.Freezing;
using Freeze.Networks;

namespace Freeze.Commands;

/// <summary>Lists the architectures that Import-TorchModel builds by name.</summary>
/// <remarks>
/// <para>Stages are what -First, -Through and layer decay count in: what runs one after the other, from the input on.</para>
/// </remarks>
/// <example>
///   <summary>All of them</summary>
///   <code>Get-TorchArchitecture</code>
///   <para>One row each.</para>
/// </example>
/// <example>
///   <summary>The small ones</summary>
///   <code>Get-TorchArchitecture resnet* | Where-Object ParameterCount -lt 30000000</code>
///   <para>Wildcards select by name.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "TorchArchitecture")]
[OutputType(typeof(ArchitectureRow))]
public sealed class GetTorchArchitectureCommand : FreezeCommand
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override bool NeedsTorch => false;

    /// <inheritdoc/>
    protected override void Process()
    {
        var names = ArchitectureRegistry.All.Select(architecture => architecture.Name).ToList();
        foreach (var pattern in Name)
        {
            var found = new LayerPattern(pattern).Select(names);
            if (found.Count == 0)
                ArchitectureRegistry.Get(pattern); // throws, with the nearest names
            WriteObject(found.Select(name => ArchitectureRow.Of(ArchitectureRegistry.Get(name))), enumerateCollection: true);
        }
    }
}
