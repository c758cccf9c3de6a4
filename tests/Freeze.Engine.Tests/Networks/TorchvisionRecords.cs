namespace Freeze.Tests.Networks;

/// <summary>What torchvision says of its networks.</summary>
/// <remarks>
/// Recorded from torchvision 0.14.1 (PyTorch 1.13.1): the parameter count is the num_params of the network's published weights, and the digest
/// the first 16 hexadecimal digits of the SHA-256 of "name d0,d1,...\n" for every entry of state_dict() in its order, UTF-8.
/// Multiplications were counted by forward hooks on its Conv2d, Linear and MultiheadAttention modules; they agree with the GFLOPS of its documentation.
/// </remarks>
internal static class TorchvisionRecords
{
    public static IReadOnlyList<TorchvisionRecord> All { get; } =
    [
        new("resnet18", 11_689_512, 1_814_073_344, 224, 122, "5ad64a72f444fcc8"),
        new("resnet34", 21_797_672, 3_663_761_408, 224, 218, "264876589f7ea15c"),
        new("resnet50", 25_557_032, 4_089_184_256, 224, 320, "4872caf15ebd4b98"),
        new("resnet101", 44_549_160, 7_801_405_440, 224, 626, "ac799114108f3cc3"),
        new("resnet152", 60_192_808, 11_513_626_624, 224, 932, "9cefb91910d2df1b"),
        new("resnext50_32x4d", 25_028_904, 4_230_479_872, 224, 320, "a41d013ec1a6f012"),
        new("wide_resnet50_2", 68_883_240, 11_398_021_120, 224, 320, "19ea438b5dcf093e"),
        new("vgg11", 132_863_336, 7_609_090_048, 224, 22, "bfba8bf2def94e38"),
        new("vgg13", 133_047_848, 11_308_466_176, 224, 26, "68718995df0bffeb"),
        new("vgg16", 138_357_544, 15_470_264_320, 224, 32, "647ffb27f1b91a8c"),
        new("vgg19", 143_667_240, 19_632_062_464, 224, 38, "61932df15fd75404"),
        new("vgg11_bn", 132_868_840, 7_609_090_048, 224, 62, "e3faf04f8d4371c5"),
        new("vgg13_bn", 133_053_736, 11_308_466_176, 224, 76, "888a9134e8609105"),
        new("vgg16_bn", 138_365_992, 15_470_264_320, 224, 97, "9710f9fb58b66800"),
        new("vgg19_bn", 143_678_248, 19_632_062_464, 224, 118, "bc09810488eb805c"),
        new("alexnet", 61_100_840, 714_188_480, 224, 16, "7e56c6a88371c92b"),
        new("squeezenet1_0", 1_248_424, 818_924_576, 224, 52, "f04c16604dca10a7"),
        new("squeezenet1_1", 1_235_496, 349_151_936, 224, 52, "f76c5d260a079c11"),
        new("densenet121", 7_978_856, 2_834_161_664, 224, 727, "f123a14e49e091e8"),
        new("mobilenet_v2", 3_504_872, 300_774_272, 224, 314, "8ddd7c07376ccfee"),
        new("mobilenet_v3_small", 2_542_856, 56_510_400, 224, 244, "3b495b7cc76ee07d"),
        new("mobilenet_v3_large", 5_483_032, 216_589_760, 224, 312, "67bc22990831cda8"),
        new("efficientnet_b0", 5_288_548, 385_814_752, 224, 360, "3c5c20486cb24549"),
        new("efficientnet_b1", 7_794_184, 686_802_832, 240, 508, "71605bfcedb6b26a"),
        new("efficientnet_b2", 9_109_994, 1_087_529_456, 288, 508, "91aba345cc7c7fdf"),
        new("efficientnet_b3", 12_233_232, 1_827_141_392, 300, 574, "e27451645601f65b"),
        new("efficientnet_b4", 19_341_616, 4_393_771_024, 380, 706, "dfbd2ebf1273ec0f"),
        new("convnext_tiny", 28_589_128, 4_455_531_264, 224, 182, "6eb1f48dde11c69e"),
        new("convnext_small", 50_223_688, 8_683_712_256, 224, 344, "b4fe1db2e5d47a8f"),
        new("convnext_base", 88_591_464, 15_354_729_472, 224, 344, "290972465aa2d59a"),
        new("vit_b_16", 86_567_656, 16_848_500_736, 224, 152, "79b03b33e967d619"),
        new("vit_b_32", 88_224_232, 4_363_106_304, 224, 152, "a07ab61ce2e2ca13"),
        new("regnet_y_400mf", 4_344_144, 401_842_848, 224, 384, "2917e7974a465c21"),
        new("shufflenet_v2_x1_0", 2_278_604, 144_907_992, 224, 338, "59744579bc773197"),
    ];
}
