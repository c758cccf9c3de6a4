using System.Collections;
using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>Takes files by their whole path, where their text would be the name alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FilePathArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Bare(inputData) switch
    {
        IList list => list.Cast<object>().Select(PathOf).ToArray(),
        FileInfo file => file.FullName,
        _ => inputData,
    };

    private static object PathOf(object element) => Bare(element) is FileInfo file ? file.FullName : Bare(element);

    private static object Bare(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
