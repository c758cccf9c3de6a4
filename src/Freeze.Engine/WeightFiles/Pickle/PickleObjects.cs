using System.Numerics;
using System.Text;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Pickle;

/// <summary>Makes plain values where a pickle names, calls or fills Python objects.</summary>
/// <param name="cursor">For messages, and to see how a name is going to be used.</param>
/// <param name="storages">Finds tensor bytes; null where the pickle may not refer to any.</param>
/// <param name="isTorchScript">Whether classes of a TorchScript archive are allowed.</param>
/// <param name="budget">Bounds memory and time.</param>
internal sealed class PickleObjects(PickleCursor cursor, IStorageSource? storages, bool isTorchScript, ReadingBudget budget)
{
    /// <summary>About what a list takes, in bytes, beside its items.</summary>
    public const long ListCost = 80;

    private const long DictionaryCost = 240, EntryCost = 128;

    private readonly TensorRecords _tensors = new(cursor, budget);
    private readonly NumpyValues _numpy = new(cursor, budget);

    /// <summary>An allowed name.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: the name is not one that weights need.</exception>
    public PickleGlobal Find(string module, string name)
    {
        if (AllowedGlobals.Find(module, name, isTorchScript) is { } known)
        {
            budget.Charge(32);
            return known;
        }

        var full = WeightFileError.Quote($"{module}.{name}");
        if (AllowedGlobals.DescribeTensor(module, name) is { } kind)
            throw WeightFileError.Unknown(cursor.FilePath, $"holds {kind} ({full}), which Freeze does not read.",
                isTorchScript ? "Export the module before it is quantised or packed: torch.jit.script(model).save('model.pt')." : "In Python, turn it into a plain dense tensor before saving it.");
        if (IsMadeNext() || module.StartsWith("torch.nn.", StringComparison.Ordinal))
            throw WeightFileError.Unsafe(cursor.FilePath, $"holds a pickled Python object of class {full}, not just weights (torch.save(model) writes such files); only its own Python code could rebuild it.");
        throw Refuse($"names the Python object {full}, which reading weights never needs: a file can run any program that way");
    }

    /// <summary>A refusal of what no weight file does.</summary>
    public FreezeException Refuse(string what) => WeightFileError.Unsafe(cursor.FilePath, $"{what} (byte {cursor.Position} of {cursor.What}). Nothing of it was executed.");

    /// <summary>REDUCE: what calling a name gives.</summary>
    public object? Call(object? callable, CheckpointList arguments)
    {
        if (callable is not PickleGlobal global)
            throw cursor.Corrupt("calls something that cannot be called");
        switch (global.Kind)
        {
            case PickleGlobalKind.Dictionary: return FillDictionary(NewDictionary(null), arguments);
            case PickleGlobalKind.DefaultDictionary: return NewDictionary(null);
            case PickleGlobalKind.Namespace when arguments.Count == 0: return NewDictionary(global.FullName);
            case PickleGlobalKind.ScriptClass: return FillScriptObject(NewDictionary(global.FullName), arguments);
            case PickleGlobalKind.Reconstructor when arguments.Count == 3 && arguments[0] is PickleGlobal { Kind: PickleGlobalKind.Namespace or PickleGlobalKind.Dictionary } made: return Call(made, CheckpointList.EmptyTuple);
            case PickleGlobalKind.List: return NewList(arguments, isTuple: false);
            case PickleGlobalKind.Tuple: return NewList(arguments, isTuple: true);
            case PickleGlobalKind.Complex when arguments.Count == 2: return new Complex(Real(arguments[0]), Real(arguments[1]));
            case PickleGlobalKind.Bytes: return NewBytes(arguments);
            case PickleGlobalKind.Encode when arguments.Count == 2: return NewBytes(arguments);
            case PickleGlobalKind.Text: return NewText(arguments);
            case PickleGlobalKind.Tensor or PickleGlobalKind.TensorV2 or PickleGlobalKind.TensorV3: return _tensors.Rebuild(global.Kind, arguments);
            case PickleGlobalKind.Parameter when arguments.Count is 3 or 4 && arguments[0] is TensorEntry tensor: return NewParameter(tensor, arguments[1]);
            case PickleGlobalKind.FromType when arguments.Count == 4 && arguments[0] is PickleGlobal { Kind: not PickleGlobalKind.FromType } rebuild && arguments[2] is CheckpointList inner: return Call(rebuild, inner);
            case PickleGlobalKind.NumpyType: return _numpy.Type(arguments);
            case PickleGlobalKind.NumpyScalar: return _numpy.Scalar(arguments);
            case PickleGlobalKind.NumpyArray: budget.Charge(100); return new CheckpointArray();
            case PickleGlobalKind.NumpyBuffer: return _numpy.FromBuffer(arguments);
            case PickleGlobalKind.ScriptList when arguments is [CheckpointList list]: return list;
            case PickleGlobalKind.ScriptTagged when arguments.Count == 2: return arguments[0];
            default: throw cursor.Corrupt($"calls {WeightFileError.Quote(global.FullName)} with arguments that it does not take");
        }
    }

    /// <summary>NEWOBJ: an object of a class.</summary>
    public object? New(object? type, CheckpointList arguments)
    {
        if (type is PickleGlobal { Kind: PickleGlobalKind.Namespace or PickleGlobalKind.Dictionary or PickleGlobalKind.DefaultDictionary or PickleGlobalKind.ScriptClass or PickleGlobalKind.List or PickleGlobalKind.Tuple })
            return Call(type, arguments);
        throw cursor.Corrupt("makes an object of something that is no class");
    }

    /// <summary>BUILD: an object with its state.</summary>
    public object? Build(object? target, object? state)
    {
        switch (target)
        {
            case NumpyType type: return _numpy.SetState(type, state);
            case CheckpointArray array: return _numpy.SetState(array, state);
            // A state dict has an attribute _metadata with version numbers; parameters and tensors may carry attributes too. None is a weight.
            case CheckpointDictionary { TypeName: null } or TensorEntry: return target;
            case CheckpointDictionary made when state is CheckpointDictionary attributes && !ReferenceEquals(made, attributes):
                foreach (var (key, value) in attributes)
                    Set(made, key, value);
                return made;
            case CheckpointDictionary made:
                Set(made, "state", state);
                return made;
            default: throw cursor.Corrupt("gives a state to something that takes none");
        }
    }

    /// <summary>BINPERSID: ('storage', class, key, location, count[, view]).</summary>
    public StorageReference Load(object? id)
    {
        if (id is CheckpointList { Count: > 0 } module && module[0] is "module")
            throw WeightFileError.Unsafe(cursor.FilePath, "holds a pickled Python module (torch.save(model) writes such files), not just weights.");
        if (id is not CheckpointList { Count: 5 or 6 } parts || parts[0] is not "storage" || parts[1] is not PickleGlobal { Kind: PickleGlobalKind.Storage } type)
            throw cursor.Corrupt("refers to data in a way that torch does not");
        if (parts[2] is not string key || parts[3] is not string || parts[4] is not long count || count < 0)
            throw cursor.Corrupt("refers to a storage by something other than key, place and size");
        if (storages is null)
            throw cursor.Corrupt("refers to a storage where there is none");
        budget.Charge(64);
        var storage = storages.Find(key, type.Type?.ByteSize() ?? 1, count);
        if (parts.Count == 5 || parts[5] is null)
            return new StorageReference(storage, type.Type, count, 0);
        // Files from before PyTorch 0.4 have storages that are parts of others: (key, first, count).
        return parts[5] is CheckpointList { Count: 3 } view && view[1] is long first && view[2] is long part && first >= 0 && part >= 0 && first <= count && part <= count - first
            ? new StorageReference(storage, type.Type, part, first)
            : throw cursor.Corrupt("refers to a part of a storage that lies outside it");
    }

    /// <summary>An empty dictionary or object.</summary>
    /// <param name="typeName">The object's class; null for a dictionary.</param>
    public CheckpointDictionary NewDictionary(string? typeName)
    {
        budget.Charge(DictionaryCost);
        return new CheckpointDictionary { TypeName = typeName };
    }

    /// <summary>SETITEM: sets a key.</summary>
    public void Set(CheckpointDictionary dictionary, object? key, object? value)
    {
        budget.Charge(EntryCost);
        // Hashing costs time by length, and one long key may be set again and again.
        budget.Work(key is string text ? text.Length : 64);
        // A tuple is kept as it is written out.
        if (key is CheckpointList tuple)
            budget.Charge(2 * tuple.Take(CheckpointKey.LongestTuple).Sum(item => item is string part ? part.Length : 80L));
        if (!dictionary.TrySet(key, value))
            throw cursor.Corrupt("has a dictionary key that cannot be one");
    }

    // A class is made into an object by EMPTY_TUPLE NEWOBJ, with or without keeping it in the memo first.
    private bool IsMadeNext()
    {
        var next = cursor.Peek(8);
        next = next switch
        {
            [(byte)'q', _, .. var rest] => rest,
            [(byte)'r', _, _, _, _, .. var rest] => rest,
            [0x94, .. var rest] => rest,
            _ => next,
        };
        return next is [(byte)')', 0x81, ..];
    }

    private CheckpointDictionary FillDictionary(CheckpointDictionary dictionary, CheckpointList arguments)
    {
        switch (arguments.Count == 0 ? null : arguments[0])
        {
            case null: break;
            case CheckpointDictionary source:
                foreach (var (key, value) in source)
                    Set(dictionary, key, value);
                break;
            // Python 2 wrote ordered dictionaries as a list of pairs.
            case CheckpointList pairs:
                foreach (var item in pairs)
                {
                    if (item is not CheckpointList { Count: 2 } pair)
                        throw cursor.Corrupt("makes a dictionary of something that is no pair");
                    Set(dictionary, pair[0], pair[1]);
                }

                break;
            default: throw cursor.Corrupt("makes a dictionary of something that has no keys");
        }

        return dictionary;
    }

    private CheckpointDictionary FillScriptObject(CheckpointDictionary made, CheckpointList arguments)
    {
        foreach (var value in arguments)
            Set(made, "value", value);
        return made;
    }

    private CheckpointList NewList(CheckpointList arguments, bool isTuple)
    {
        var items = arguments.Count == 0 ? CheckpointList.EmptyTuple
            : arguments[0] as CheckpointList ?? throw cursor.Corrupt("makes a list of something that has no items");
        budget.Charge(ListCost + 2L * sizeof(long) * items.Count);
        return new CheckpointList(isTuple, [.. items]);
    }

    private byte[] NewBytes(CheckpointList arguments)
    {
        switch (arguments.Count == 0 ? "" : arguments[0])
        {
            case byte[] bytes: return bytes;
            case string text when arguments.Count < 2 ? text.Length == 0 : arguments[1] is "latin1" or "latin-1" or "iso-8859-1":
                budget.Charge(40);
                budget.ChargeContent(text.Length);
                if (text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'))
                    throw cursor.Corrupt("has bytes written as a text that is none of bytes");
                return Encoding.Latin1.GetBytes(text);
            default: throw cursor.Corrupt("makes bytes of something that is none");
        }
    }

    private string NewText(CheckpointList arguments)
    {
        if (arguments.Count is < 1 or > 2 || arguments[0] is not string text || (arguments.Count == 2 && arguments[1] is not long))
            throw cursor.Corrupt("names a device or layout by something other than a text");
        budget.Charge(2L * text.Length + 80);
        return arguments.Count == 2 ? $"{text}:{arguments[1]}" : text;
    }

    private TensorEntry NewParameter(TensorEntry tensor, object? requiresGrad)
    {
        budget.Charge(ReadingBudget.TensorCost);
        var parameter = tensor.Named(tensor.Name);
        (parameter.IsParameter, parameter.RequiresGrad) = (true, requiresGrad is true or 1L);
        return parameter;
    }

    private double Real(object? value) => value switch
    {
        double number => number,
        long number => number,
        _ => throw cursor.Corrupt("makes a complex number of something that is no number"),
    };
}
