using System.Globalization;
using Freeze.WeightFiles.Pickle;
using Freeze.WeightFiles.Storage;
using Freeze.WeightFiles.Zip;

namespace Freeze.WeightFiles.Writing;

/// <summary>Writes .pth files that hold a state dict and load with torch.load(weights_only=True). The same tensors give the same bytes.</summary>
public static class PyTorchWriter
{
    private const string Top = "archive/";

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="tensors">In the order of the state dict's keys; names must differ.</param>
    /// <param name="overwrite">Whether a file that is there already is replaced.</param>
    /// <exception cref="FreezeException">OutputExists, OutputNotWritable.</exception>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors, bool overwrite = false)
    {
        if (tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two tensors are named '{twice.Key}'.", nameof(tensors));
        var storages = new List<TensorSource>();
        var keys = new Dictionary<(object Key, ElementType Type, long Bytes), int>();
        var pickle = WriteTable(tensors, tensor =>
        {
            if (tensor.SharedKey is { } shared && !keys.TryAdd((shared, tensor.DataType, tensor.Bytes), storages.Count))
                return keys[(shared, tensor.DataType, tensor.Bytes)];
            storages.Add(tensor);
            return storages.Count - 1;
        });
        AtomicFile.Write(path, overwrite, stream =>
        {
            var zip = new ZipWriter(stream);
            zip.Add(Top + "data.pkl", pickle);
            zip.Add(Top + "byteorder", "little"u8.ToArray());
            for (var i = 0; i < storages.Count; i++)
                zip.Add($"{Top}data/{i}", storages[i].Bytes, storages[i].WriteTo);
            zip.Add(Top + "version", "3\n"u8.ToArray());
            zip.Finish();
        });
    }

    private static byte[] WriteTable(IReadOnlyList<TensorSource> tensors, Func<TensorSource, int> storageOf)
    {
        var pickle = new PickleWriter();
        WriteEmptyDictionary(pickle);
        pickle.Mark();
        foreach (var tensor in tensors)
        {
            pickle.Text(tensor.Name);
            WriteTensor(pickle, tensor, storageOf(tensor).ToString(CultureInfo.InvariantCulture));
        }

        pickle.SetItems();
        return pickle.Finish();
    }

    private static void WriteTensor(PickleWriter pickle, TensorSource tensor, string key)
    {
        // Types that came after typed storages name themselves and lie in storages of bytes.
        var storage = AllowedGlobals.StorageName(tensor.DataType);
        pickle.Global("torch._utils", storage is null ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2");
        pickle.Mark();
        pickle.Mark();
        pickle.Word("storage");
        if (storage is null)
            pickle.Global("torch.storage", "UntypedStorage");
        else
            pickle.Global("torch", storage);
        pickle.Text(key);
        pickle.Word("cpu");
        pickle.Number(storage is null ? tensor.Bytes : tensor.Bytes / tensor.DataType.ByteSize());
        pickle.Tuple();
        pickle.PersistentId();
        pickle.Number(0);
        WriteNumbers(pickle, tensor.Shape);
        WriteNumbers(pickle, TensorGeometry.ContiguousStride([.. tensor.Shape]));
        pickle.False();
        WriteEmptyDictionary(pickle);
        if (storage is null)
            pickle.Global("torch", tensor.DataType.TorchName());
        pickle.Tuple();
        pickle.Reduce();
    }

    private static void WriteNumbers(PickleWriter pickle, IReadOnlyList<long> numbers)
    {
        pickle.Mark();
        foreach (var number in numbers)
            pickle.Number(number);
        pickle.Tuple();
    }

    private static void WriteEmptyDictionary(PickleWriter pickle)
    {
        pickle.Global("collections", "OrderedDict");
        pickle.EmptyTuple();
        pickle.Reduce();
    }
}
