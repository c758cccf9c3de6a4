using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Freeze.WeightFiles.Storage;
using Freeze.WeightFiles.Writing;

namespace Freeze.WeightFiles.Safetensors;

/// <summary>Writes .safetensors files. The same tensors in the same order give the same bytes.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="tensors">In the order in which the header lists them; names must differ.</param>
    /// <param name="metadata">Notes for <c>__metadata__</c>; <c>format: pt</c>, which some Python libraries ask for, is added.</param>
    /// <param name="overwrite">Whether a file that is there already is replaced.</param>
    /// <exception cref="FreezeException">OutputExists, OutputNotWritable.</exception>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null, bool overwrite = false) =>
        AtomicFile.Write(path, overwrite, stream => Write(stream, path, tensors, metadata));

    /// <summary>Writes the bytes of a file to a stream. Of the tensors with the narrowest elements, the last in the list ends the file.</summary>
    /// <param name="stream">The stream, which knows its position.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="tensors">In the order in which the header lists them; names must differ.</param>
    /// <param name="metadata">Notes for <c>__metadata__</c>.</param>
    /// <exception cref="FreezeException">OutputNotWritable: the format has no such type.</exception>
    internal static void Write(Stream stream, string path, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        // Wide elements first, as the reference writer does: then all lie aligned without gaps, which the format does not allow.
        var order = tensors.OrderByDescending(tensor => tensor.DataType.ByteSize()).ToArray();
        var header = WriteHeader(path, tensors, order, metadata ?? new Dictionary<string, string>());
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in order)
            tensor.WriteTo(stream);
    }

    private static byte[] WriteHeader(string path, IReadOnlyList<TensorSource> tensors, TensorSource[] order, IReadOnlyDictionary<string, string> metadata)
    {
        var begin = new Dictionary<TensorSource, long>(ReferenceEqualityComparer.Instance);
        var end = 0L;
        foreach (var tensor in order)
        {
            begin.Add(tensor, end);
            end += tensor.Bytes;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in metadata.Append(new("format", "pt")).DistinctBy(pair => pair.Key).OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
            var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
            foreach (var tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                    throw new ArgumentException($"Two tensors are named '{tensor.Name}'.", nameof(tensors));
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", SafetensorsHeader.NameOf(tensor.DataType) ?? throw new FreezeException(ErrorCode.OutputNotWritable, path,
                    $"Tensor '{tensor.Name}' is of type {tensor.DataType.TorchName()}, which .safetensors does not have.", "Write a .pth file instead."));
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin[tensor]);
                json.WriteNumberValue(begin[tensor] + tensor.Bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Blanks fill up to a multiple of 8, so that the data starts aligned.
        var header = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        buffer.WrittenSpan.CopyTo(header);
        header.AsSpan(buffer.WrittenCount).Fill((byte)' ');
        return header;
    }
}
