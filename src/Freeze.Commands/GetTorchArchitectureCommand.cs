using System.Management.Automation;
using Freeze.Freezing;
using Freeze.Networks;

namespace Freeze.Commands;

/// <summary>Lists the architectures that Import-TorchModel builds by name.</summary>
/// <remarks>
/// <para>A stage is a part of the model that runs after the one before it, counted from the input. Set-LayerFreeze -First and -Through and
/// New-GroupedOptimizer -LayerDecay count in stages.</para>
/// </remarks>
/// <example>
///   <summary>List all architectures</summary>
///   <code>Get-TorchArchitecture</code>
///   <para>Returns one row per architecture.</para>
/// </example>
/// <example>
///   <summary>Find the smaller residual networks</summary>
///   <code>Get-TorchArchitecture resnet* | Where-Object ParameterCount -lt 30000000</code>
///   <para>Wildcards select by name.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "TorchArchitecture")]
[OutputType(typeof(ArchitectureRow))]
public sealed class GetTorchArchitectureCommand : FreezeCommand
{
    /// <summary>Names of architectures, with wildcards; all by default.</summary>
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
