namespace Freeze.Tests.Networks;

/// <summary>One network of torchvision.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ParameterCount">Elements of all parameters.</param>
/// <param name="MultiplyAdds">Multiplications with weights of convolutions and linear layers, for one image of its size.</param>
/// <param name="InputSize">Height and width of the images of its first published weights.</param>
/// <param name="StateEntries">Entries of its state dict.</param>
/// <param name="StateDigest">Digest of their names, shapes and order.</param>
internal sealed record TorchvisionRecord(string Name, long ParameterCount, long MultiplyAdds, int InputSize, int StateEntries, string StateDigest);
