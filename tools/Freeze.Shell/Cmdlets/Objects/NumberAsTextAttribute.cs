using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>Takes a number as its text, where a name is asked for.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberAsTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return Type.GetTypeCode(value?.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal && value is not Enum
            ? LanguagePrimitives.ConvertTo<string>(value)
            : inputData;
    }
}
