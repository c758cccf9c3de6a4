using System.Management.Automation;

namespace Freeze.Tests.Build;

internal enum SamplePolicy
{
    Frozen,
    Train,
}

internal abstract class SampleCommand : Cmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Name")]
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "All")]
    public virtual string Model { get; set; } = "";
}

[Cmdlet("Set", "Sample", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(string), typeof(int[]))]
[OutputType(typeof(string))]
internal sealed class SetSampleCommand : SampleCommand
{
    [Parameter(Mandatory = true, ParameterSetName = "All")]
    public SwitchParameter All { get; set; }

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Name")]
    [Alias("Layer", "L")]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    [PSDefaultValue(Value = SamplePolicy.Train)]
    public SamplePolicy? Policy { get; set; }

    [Parameter]
    [ValidateSet("cpu", "cuda")]
    [PSDefaultValue(Help = "this machine's")]
    public string Device { get; set; } = "";

    [Parameter(DontShow = true)]
    public int Hidden { get; set; }
}

[Cmdlet("Get", "Sample")]
internal sealed class GetSampleCommand : Cmdlet
{
    [Parameter]
    [PSDefaultValue(Value = 0.5)]
    public double Rate { get; set; }
}
