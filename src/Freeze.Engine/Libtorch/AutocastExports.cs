namespace Freeze.Libtorch;

/// <summary>libtorch's functions for automatic choice of precision. All but the cache belong to the calling thread.</summary>
internal sealed unsafe class AutocastExports
{
    private readonly delegate* unmanaged<sbyte, byte> _isEnabled;
    private readonly delegate* unmanaged<sbyte, byte, void> _setEnabled;
    private readonly delegate* unmanaged<sbyte, sbyte> _getType;
    private readonly delegate* unmanaged<sbyte, sbyte, void> _setType;
    private readonly delegate* unmanaged<int> _increment, _decrement;
    private readonly delegate* unmanaged<void> _clearCache;

    private AutocastExports(IntPtr[] found)
    {
        _isEnabled = (delegate* unmanaged<sbyte, byte>)found[0];
        _setEnabled = (delegate* unmanaged<sbyte, byte, void>)found[1];
        _getType = (delegate* unmanaged<sbyte, sbyte>)found[2];
        _setType = (delegate* unmanaged<sbyte, sbyte, void>)found[3];
        _increment = (delegate* unmanaged<int>)found[4];
        _decrement = (delegate* unmanaged<int>)found[5];
        _clearCache = (delegate* unmanaged<void>)found[6];
    }

    private static readonly string[] Names =
    [
        "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE",
        "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb",
        "_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE",
        "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE",
        "_ZN2at8autocast17increment_nestingEv",
        "_ZN2at8autocast17decrement_nestingEv",
        "_ZN2at8autocast11clear_cacheEv",
    ];

    /// <summary>Finds all of them; null where any is missing.</summary>
    public static AutocastExports? Find(NativeExports exports)
    {
        var found = new IntPtr[Names.Length];
        return Names.Select((name, i) => exports.TryFind(name, out found[i])).All(there => there) ? new AutocastExports(found) : null;
    }

    /// <summary>Whether this thread casts on a kind of device.</summary>
    public bool IsEnabled(sbyte device) => _isEnabled(device) != 0;

    /// <summary>Switches casting on a kind of device on or off for this thread.</summary>
    public void SetEnabled(sbyte device, bool enabled) => _setEnabled(device, enabled ? (byte)1 : (byte)0);

    /// <summary>The type that this thread casts to.</summary>
    public sbyte GetType(sbyte device) => _getType(device);

    /// <summary>Sets the type that this thread casts to.</summary>
    public void SetType(sbyte device, sbyte type) => _setType(device, type);

    /// <summary>Goes one level in.</summary>
    public void Enter() => _increment();

    /// <summary>Goes one level out; out of the last one the casts of weights that were kept are dropped.</summary>
    public void Leave()
    {
        if (_decrement() == 0)
            _clearCache();
    }
}
