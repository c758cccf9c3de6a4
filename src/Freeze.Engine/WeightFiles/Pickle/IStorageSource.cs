using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Pickle;

/// <summary>Finds the bytes that a pickle refers to.</summary>
internal interface IStorageSource
{
    /// <summary>The storage under a key.</summary>
    /// <param name="key">Its key in the file.</param>
    /// <param name="elementSize">Bytes of one element by the storage's class.</param>
    /// <param name="count">Elements that the reference declares; not negative, not checked against anything yet.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt: it is not there, or smaller than declared.</exception>
    TensorStorage Find(string key, int elementSize, long count);
}
