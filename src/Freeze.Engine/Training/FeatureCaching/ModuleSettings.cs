using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Hashing;
using System.Reflection;
using System.Text;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>Settings of layers that are no tensors and that a script may change, such as negative_slope or eps.</summary>
internal static class ModuleSettings
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    /// <summary>A hash of the settings of some modules.</summary>
    public static ulong HashOf(IEnumerable<nn.Module> modules)
    {
        var text = new StringBuilder();
        foreach (var module in modules)
        {
            foreach (var property in Known.GetOrAdd(module.GetType(), Find))
                Append(text, property.GetValue(module));
        }

        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text.ToString()));
    }

    // The mode follows the plan, and is no setting.
    private static PropertyInfo[] Find(Type type) => [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.Name != nameof(nn.Module.training) && property.CanRead && property.GetIndexParameters().Length == 0 && IsSetting(property.PropertyType))];

    private static bool IsSetting(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || (type.IsArray && IsSetting(type.GetElementType()!));
    }

    private static void Append(StringBuilder text, object? value)
    {
        if (value is Array items)
        {
            foreach (var item in (IEnumerable)items)
                Append(text, item);
            text.Append('|');
            return;
        }

        text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append(';');
    }
}
