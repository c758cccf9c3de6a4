using System.Text.Json;
using System.Text.Json.Serialization;

namespace Freeze.WeightFiles.Safetensors;

/// <summary>How the descriptions are written that files carry in their metadata.</summary>
internal static class DescriptionJson
{
    /// <summary>Names as Python has them, nothing that is null, and words for what is no number.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // A loss may have been infinite.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };
}
