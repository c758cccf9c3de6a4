using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>Refuses numbers that lost their digits: PowerShell reads 2.10 as 2.1 before any command sees it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LayerNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        foreach (var item in input is IEnumerable many and not string ? many.Cast<object>() : [input])
        {
            if ((item is PSObject inner ? inner.BaseObject : item) is double or float or decimal)
            {
                var number = Convert.ToString(item, CultureInfo.InvariantCulture);
                throw new ArgumentTransformationMetadataException(
                    $"A layer name was given as the number {number}; its digits may have changed on the way. Put the name in quotes, as in '{number}'.");
            }
        }

        return inputData;
    }
}
