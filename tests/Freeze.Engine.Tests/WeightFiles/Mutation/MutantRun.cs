using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;

namespace Freeze.Tests.WeightFiles.Mutation;

/// <summary>Opens a mutant and reads all that it gives away, as every command of the module might.</summary>
internal static class MutantRun
{
    /// <summary>Null where it is read, or refused with a code; else what went wrong.</summary>
    /// <param name="path">The mutant.</param>
    /// <param name="outcome">The code; null where it is read.</param>
    public static string? Read(string path, out ErrorCode? outcome)
    {
        outcome = null;
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            foreach (var tensor in checkpoint.Tensors)
            {
                _ = tensor.ToString() + tensor.SharedWith.Take(3).Count();
                _ = tensor.Sha256();
                if (tensor.Bytes <= 1 << 20)
                    tensor.CopyTo(new byte[tensor.Bytes]);
                if (tensor.Bytes <= 1 << 12)
                    tensor.ToTensor().Dispose();
            }

            checkpoint.Verify();
            _ = checkpoint.Values.Count + checkpoint.Metadata.Count;
            _ = StateDictionary.Select(checkpoint).Tensors.Count;
            return null;
        }
        catch (FreezeException error)
        {
            outcome = error.Code;
            return error.Code is ErrorCode.ModelFileCorrupt or ErrorCode.ModelFileUnsafe or ErrorCode.ModelFormatUnknown or ErrorCode.ModelFileNotFound && !string.IsNullOrWhiteSpace(error.Cure)
                && error.InnerException is null or FreezeException or System.Text.Json.JsonException or InvalidDataException or NotSupportedException or System.Text.DecoderFallbackException
                ? null : $"was refused with {error.Code}, {error.Message}, because of {error.InnerException}";
        }
        catch (Exception error)
        {
            return error.ToString();
        }
    }
}
