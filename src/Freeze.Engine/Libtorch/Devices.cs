using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Libtorch;

/// <summary>Turns a device's name into a device that is there.</summary>
public static class Devices
{
    /// <summary>Parses cpu, cuda, cuda:1 or mps.</summary>
    /// <exception cref="FreezeException">DeviceUnavailable, with what is missing.</exception>
    public static Device Parse(string? name)
    {
        var parts = (name ?? "cpu").Trim().ToLowerInvariant().Split(':');
        var index = 0;
        if (parts.Length > 2 || parts.Length == 2 && !int.TryParse(parts[1], out index))
            throw Unknown(name);
        return parts[0] switch
        {
            "cpu" => CPU,
            "cuda" => Cuda(name, index),
            "mps" when mps_is_available() => MPS,
            "mps" => throw new FreezeException(ErrorCode.DeviceUnavailable, name, "mps is the GPU of Apple computers, and this libtorch has none.", "Use -Device cpu."),
            _ => throw Unknown(name),
        };
    }

    private static Device Cuda(string? name, int index)
    {
        if (!cuda.is_available())
        {
            throw new FreezeException(ErrorCode.DeviceUnavailable, name,
                "CUDA is not available: the module was built without it, or this machine has no NVIDIA GPU or driver.",
                "Build with pwsh ./build.ps1 -Accelerator Cuda on a machine with an NVIDIA driver, or use -Device cpu.");
        }

        if (index < 0 || index >= cuda.device_count())
            throw new FreezeException(ErrorCode.DeviceUnavailable, name, $"This machine has {cuda.device_count()} CUDA devices; there is no number {index}.", $"Use cuda:0 to cuda:{cuda.device_count() - 1}.");
        return device(DeviceType.CUDA, index);
    }

    private static FreezeException Unknown(string? name) =>
        new(ErrorCode.DeviceUnavailable, name, $"'{name}' is no device.", "Use cpu, cuda, cuda:1 (any number) or mps.");
}
