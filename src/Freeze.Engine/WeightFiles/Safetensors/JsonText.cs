using System.Text.Json;

namespace Freeze.WeightFiles.Safetensors;

/// <summary>Reads texts of JSON that a stranger wrote.</summary>
internal static class JsonText
{
    /// <summary>The text or name that the reader stands on.</summary>
    /// <exception cref="JsonException">It has an escape that stands for no character: half of a surrogate pair.</exception>
    public static string Read(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("a name or text stands for no characters.", error);
        }
    }
}
