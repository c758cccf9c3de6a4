using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Libtorch;

/// <summary>
/// Lets convolutions and matrix products of one thread work in bfloat16 while weights stay as they are, until it is disposed of on that thread.
/// Belongs around a forward pass: the backward pass follows the types that it left.
/// </summary>
internal sealed class Autocast : IDisposable
{
    private readonly AutocastExports _exports;
    private readonly sbyte _device, _typeBefore;
    private readonly bool _wasEnabled;

    private Autocast(AutocastExports exports, DeviceType device, ScalarType type)
    {
        (_exports, _device) = (exports, (sbyte)device);
        (_wasEnabled, _typeBefore) = (exports.IsEnabled(_device), exports.GetType(_device));
        exports.Enter();
        exports.SetType(_device, (sbyte)type);
        exports.SetEnabled(_device, true);
    }

    /// <summary>Whether this libtorch offers it on a kind of device.</summary>
    public static bool IsAvailable(DeviceType device) => device is DeviceType.CPU or DeviceType.CUDA && TorchLibrary.Loaded?.Exports.Autocast is not null;

    /// <summary>Begins casting on this thread.</summary>
    /// <param name="device">Where the work is.</param>
    /// <param name="precision">To what; float32 changes nothing.</param>
    /// <returns>What ends it; null where nothing has begun.</returns>
    public static Autocast? Begin(DeviceType device, Precision precision) =>
        precision == Precision.BFloat16 && IsAvailable(device) ? new Autocast(TorchLibrary.Loaded!.Exports.Autocast!, device, ScalarType.BFloat16) : null;

    /// <summary>Puts the thread's settings back, whatever happened in between.</summary>
    public void Dispose()
    {
        _exports.Leave();
        _exports.SetEnabled(_device, _wasEnabled);
        _exports.SetType(_device, _typeBefore);
    }
}
