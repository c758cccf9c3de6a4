namespace Freeze.Models.Pretrained;

/// <summary>The weight files that torchvision publishes: for each architecture the one that its weights="DEFAULT" means (torchvision 0.14).</summary>
internal static class PublishedWeights
{
    private static readonly IReadOnlyDictionary<string, string> Files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["resnet18"] = "resnet18-f37072fd.pth",
        ["resnet34"] = "resnet34-b627a593.pth",
        ["resnet50"] = "resnet50-11ad3fa6.pth",
        ["resnet101"] = "resnet101-cd907fc2.pth",
        ["resnet152"] = "resnet152-f82ba261.pth",
        ["resnext50_32x4d"] = "resnext50_32x4d-1a0047aa.pth",
        ["wide_resnet50_2"] = "wide_resnet50_2-9ba9bcbe.pth",
        ["vgg11"] = "vgg11-8a719046.pth",
        ["vgg11_bn"] = "vgg11_bn-6002323d.pth",
        ["vgg13"] = "vgg13-19584684.pth",
        ["vgg13_bn"] = "vgg13_bn-abd245e5.pth",
        ["vgg16"] = "vgg16-397923af.pth",
        ["vgg16_bn"] = "vgg16_bn-6c64b313.pth",
        ["vgg19"] = "vgg19-dcbb9e9d.pth",
        ["vgg19_bn"] = "vgg19_bn-c79401a0.pth",
        ["alexnet"] = "alexnet-owt-7be5be79.pth",
        ["squeezenet1_0"] = "squeezenet1_0-b66bff10.pth",
        ["squeezenet1_1"] = "squeezenet1_1-b8a52dc0.pth",
        ["densenet121"] = "densenet121-a639ec97.pth",
        ["mobilenet_v2"] = "mobilenet_v2-7ebf99e0.pth",
        ["mobilenet_v3_small"] = "mobilenet_v3_small-047dcff4.pth",
        ["mobilenet_v3_large"] = "mobilenet_v3_large-5c1a4163.pth",
        ["efficientnet_b0"] = "efficientnet_b0_rwightman-3dd342df.pth",
        ["efficientnet_b1"] = "efficientnet_b1-c27df63c.pth",
        ["efficientnet_b2"] = "efficientnet_b2_rwightman-bcdf34b7.pth",
        ["efficientnet_b3"] = "efficientnet_b3_rwightman-cf984f9c.pth",
        ["efficientnet_b4"] = "efficientnet_b4_rwightman-7eb33cd5.pth",
        ["convnext_tiny"] = "convnext_tiny-983f1562.pth",
        ["convnext_small"] = "convnext_small-0c510722.pth",
        ["convnext_base"] = "convnext_base-6075fbad.pth",
        ["vit_b_16"] = "vit_b_16-c867db91.pth",
        ["vit_b_32"] = "vit_b_32-d86f8d99.pth",
        ["regnet_y_400mf"] = "regnet_y_400mf-e6988f5f.pth",
        ["shufflenet_v2_x1_0"] = "shufflenetv2_x1-5666bf0f80.pth",
    };

    /// <summary>The file of an architecture.</summary>
    /// <exception cref="FreezeException">OptionInvalid: none is published.</exception>
    public static string FileOf(string architecture) => Files.TryGetValue(architecture, out var file) ? file
        : throw new FreezeException(ErrorCode.OptionInvalid, architecture, $"No weights are published for {architecture}.", "Give a file with -Weights, or leave out -Pretrained for random weights.");
}
