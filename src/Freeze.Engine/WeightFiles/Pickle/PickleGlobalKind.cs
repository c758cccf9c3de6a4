namespace Freeze.WeightFiles.Pickle;

/// <summary>What calling a Python name gives, as far as reading weights goes.</summary>
internal enum PickleGlobalKind
{
    /// <summary>Only named, never called: a type.</summary>
    Inert,
    /// <summary>A dictionary, of whatever class.</summary>
    Dictionary,
    /// <summary>collections.defaultdict, whose first argument makes its values.</summary>
    DefaultDictionary,
    /// <summary>A list, or a set: its items in their order.</summary>
    List,
    /// <summary>A tuple, or torch.Size.</summary>
    Tuple,
    /// <summary>A complex number.</summary>
    Complex,
    /// <summary>bytes or bytearray.</summary>
    Bytes,
    /// <summary>_codecs.encode: bytes of protocol 2.</summary>
    Encode,
    /// <summary>A text made of its argument: torch.device, a layout.</summary>
    Text,
    /// <summary>An object with attributes and nothing else: argparse.Namespace.</summary>
    Namespace,
    /// <summary>copyreg._reconstructor: how protocols 0 and 1 make objects.</summary>
    Reconstructor,
    /// <summary>A storage class, named in persistent ids.</summary>
    Storage,
    /// <summary>torch._utils._rebuild_tensor.</summary>
    Tensor,
    /// <summary>torch._utils._rebuild_tensor_v2.</summary>
    TensorV2,
    /// <summary>torch._utils._rebuild_tensor_v3, whose storage has no type.</summary>
    TensorV3,
    /// <summary>torch._utils._rebuild_parameter and its form with attributes.</summary>
    Parameter,
    /// <summary>torch._tensor._rebuild_from_type_v2: a tensor with attributes.</summary>
    FromType,
    /// <summary>numpy.dtype.</summary>
    NumpyType,
    /// <summary>numpy.core.multiarray.scalar.</summary>
    NumpyScalar,
    /// <summary>numpy.core.multiarray._reconstruct: an array that its state fills.</summary>
    NumpyArray,
    /// <summary>numpy.core.numeric._frombuffer: an array of protocol 5.</summary>
    NumpyBuffer,
    /// <summary>A class of a TorchScript archive.</summary>
    ScriptClass,
    /// <summary>torch.jit._pickle.build_intlist and its like: the list itself.</summary>
    ScriptList,
    /// <summary>torch.jit._pickle.restore_type_tag: its first argument.</summary>
    ScriptTagged,
}
