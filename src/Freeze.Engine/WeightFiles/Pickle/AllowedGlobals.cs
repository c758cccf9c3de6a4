using System.Collections.Frozen;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Pickle;

/// <summary>The Python names that weights need. Whatever is not listed here by its exact name is refused.</summary>
internal static class AllowedGlobals
{
    private static readonly FrozenDictionary<(string, string), PickleGlobal> Known = List().ToFrozenDictionary(global => (global.Module, global.Name));

    // Names that say what kind of tensor a file holds which Freeze cannot read; none of them is harmful.
    private static readonly FrozenDictionary<string, string> Unsupported = new Dictionary<string, string>
    {
        ["_rebuild_sparse_tensor"] = "a sparse tensor",
        ["_rebuild_sparse_csr_tensor"] = "a sparse tensor",
        ["_rebuild_qtensor"] = "a quantized tensor",
        ["_rebuild_meta_tensor_no_storage"] = "a meta tensor, which has a shape and no data",
        ["_rebuild_nested_tensor"] = "a nested tensor",
        ["_rebuild_wrapper_subclass"] = "a wrapper tensor of another library",
        ["_rebuild_device_tensor_from_numpy"] = "a tensor of another device",
    }.ToFrozenDictionary();

    /// <summary>Finds an allowed name.</summary>
    public static PickleGlobal? Find(string module, string name, bool isTorchScript)
    {
        if (Known.TryGetValue((module, name), out var known))
            return known;
        if (!isTorchScript)
            return null;
        if (module == "__torch__" || module.StartsWith("__torch__.", StringComparison.Ordinal))
            return new PickleGlobal(module, name, PickleGlobalKind.ScriptClass);
        return module != "torch.jit._pickle" ? null : name switch
        {
            "build_intlist" or "build_doublelist" or "build_boollist" or "build_tensorlist" => new PickleGlobal(module, name, PickleGlobalKind.ScriptList),
            "restore_type_tag" => new PickleGlobal(module, name, PickleGlobalKind.ScriptTagged),
            _ => null,
        };
    }

    /// <summary>The name of torch's storage class for a type, or null where it has none.</summary>
    public static string? StorageName(ElementType type) => Storages().FirstOrDefault(storage => storage.Type == type).Name;

    /// <summary>What kind of tensor a refused name stands for, or null.</summary>
    public static string? DescribeTensor(string module, string name) =>
        module is "torch._utils" or "torch._tensor" && Unsupported.TryGetValue(name, out var kind) ? kind : null;

    private static IEnumerable<PickleGlobal> List()
    {
        foreach (var builtins in (string[])["builtins", "__builtin__"])
        {
            foreach (var name in (string[])["int", "long", "float", "str", "unicode", "bool", "object"])
                yield return new(builtins, name, PickleGlobalKind.Inert);
            yield return new(builtins, "dict", PickleGlobalKind.Dictionary);
            yield return new(builtins, "list", PickleGlobalKind.List);
            yield return new(builtins, "set", PickleGlobalKind.List);
            yield return new(builtins, "frozenset", PickleGlobalKind.List);
            yield return new(builtins, "tuple", PickleGlobalKind.Tuple);
            yield return new(builtins, "complex", PickleGlobalKind.Complex);
            yield return new(builtins, "bytes", PickleGlobalKind.Bytes);
            yield return new(builtins, "bytearray", PickleGlobalKind.Bytes);
        }

        yield return new("collections", "OrderedDict", PickleGlobalKind.Dictionary);
        yield return new("collections", "Counter", PickleGlobalKind.Dictionary);
        yield return new("collections", "defaultdict", PickleGlobalKind.DefaultDictionary);
        yield return new("collections", "deque", PickleGlobalKind.List);
        yield return new("_codecs", "encode", PickleGlobalKind.Encode);
        yield return new("argparse", "Namespace", PickleGlobalKind.Namespace);
        yield return new("copyreg", "_reconstructor", PickleGlobalKind.Reconstructor);
        yield return new("copy_reg", "_reconstructor", PickleGlobalKind.Reconstructor);

        yield return new("torch", "Size", PickleGlobalKind.Tuple);
        yield return new("torch", "device", PickleGlobalKind.Text);
        yield return new("torch.serialization", "_get_layout", PickleGlobalKind.Text);
        yield return new("torch", "Tensor", PickleGlobalKind.Inert);
        yield return new("torch.nn.parameter", "Parameter", PickleGlobalKind.Inert);
        yield return new("torch.nn.parameter", "Buffer", PickleGlobalKind.Inert);
        foreach (var format in (string[])["contiguous_format", "channels_last", "channels_last_3d", "preserve_format"])
            yield return new("torch", format, PickleGlobalKind.Inert);
        foreach (var (name, type) in ElementTypes.AllNames)
            yield return new("torch", name, PickleGlobalKind.Inert, type);

        yield return new("torch._utils", "_rebuild_tensor", PickleGlobalKind.Tensor);
        yield return new("torch._utils", "_rebuild_tensor_v2", PickleGlobalKind.TensorV2);
        yield return new("torch._utils", "_rebuild_tensor_v3", PickleGlobalKind.TensorV3);
        yield return new("torch._utils", "_rebuild_parameter", PickleGlobalKind.Parameter);
        yield return new("torch._utils", "_rebuild_parameter_with_state", PickleGlobalKind.Parameter);
        foreach (var module in (string[])["torch._tensor", "torch.tensor"])
        {
            yield return new(module, "_rebuild_from_type", PickleGlobalKind.FromType);
            yield return new(module, "_rebuild_from_type_v2", PickleGlobalKind.FromType);
        }

        foreach (var (name, type) in Storages())
        {
            yield return new("torch", name, PickleGlobalKind.Storage, type);
            yield return new("torch.cuda", name, PickleGlobalKind.Storage, type);
        }

        foreach (var name in (string[])["UntypedStorage", "_UntypedStorage"])
        {
            yield return new("torch", name, PickleGlobalKind.Storage);
            yield return new("torch.storage", name, PickleGlobalKind.Storage);
        }

        yield return new("numpy", "dtype", PickleGlobalKind.NumpyType);
        yield return new("numpy", "ndarray", PickleGlobalKind.Inert);
        foreach (var core in (string[])["numpy.core", "numpy._core"])
        {
            yield return new(core + ".multiarray", "scalar", PickleGlobalKind.NumpyScalar);
            yield return new(core + ".multiarray", "_reconstruct", PickleGlobalKind.NumpyArray);
            yield return new(core + ".numeric", "_frombuffer", PickleGlobalKind.NumpyBuffer);
        }
    }

    private static IEnumerable<(string Name, ElementType Type)> Storages() =>
    [
        ("DoubleStorage", ElementType.Float64),
        ("FloatStorage", ElementType.Float32),
        ("HalfStorage", ElementType.Float16),
        ("BFloat16Storage", ElementType.BFloat16),
        ("LongStorage", ElementType.Int64),
        ("IntStorage", ElementType.Int32),
        ("ShortStorage", ElementType.Int16),
        ("CharStorage", ElementType.Int8),
        ("ByteStorage", ElementType.UInt8),
        ("BoolStorage", ElementType.Bool),
        ("ComplexFloatStorage", ElementType.Complex64),
        ("ComplexDoubleStorage", ElementType.Complex128),
    ];
}
