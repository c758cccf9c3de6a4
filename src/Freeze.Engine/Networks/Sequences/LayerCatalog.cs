using Freeze.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Sequences;

/// <summary>The layers that New-TorchModel builds: one row each, with PyTorch's names, arguments and defaults (torch.nn, version 2.10).</summary>
internal static class LayerCatalog
{
    private const string Convolution = "in_channels; out_channels; kernel_size; stride=1; padding=0; dilation=1; groups=1; bias=True";
    private const string Transposed = "in_channels; out_channels; kernel_size; stride=1; padding=0; output_padding=0; groups=1; bias=True; dilation=1";
    private const string Normalization = "num_features; eps=1e-5; momentum=0.1; affine=True; track_running_stats=True";
    private const string InstanceNormalization = "num_features; eps=1e-5; momentum=0.1; affine=False; track_running_stats=False";
    private const string Pool = "kernel_size; stride=None; padding=0";

    private static readonly IReadOnlyDictionary<string, LayerSignature> ByName = ((LayerSignature[])
    [
        new("Linear", "in_features; out_features; bias=True", a => Linear(a.Int("in_features"), a.Int("out_features"), a.Bool("bias"))),
        new("Conv1d", Convolution, a =>
            Conv1d(a.Int("in_channels"), a.Int("out_channels"), a.Ints("kernel_size", 1)[0], a.Ints("stride", 1)[0],
                a.Ints("padding", 1)[0], a.Ints("dilation", 1)[0], groups: a.Int("groups"), bias: a.Bool("bias"))),
        new("Conv2d", Convolution, a =>
            Conv2d(a.Int("in_channels"), a.Int("out_channels"), Pair(a, "kernel_size"), Pair(a, "stride"),
                Pair(a, "padding"), Pair(a, "dilation"), groups: a.Int("groups"), bias: a.Bool("bias"))),
        new("Conv3d", Convolution, a =>
            Conv3d(a.Int("in_channels"), a.Int("out_channels"), Triple(a, "kernel_size"), Triple(a, "stride"),
                Triple(a, "padding"), Triple(a, "dilation"), groups: a.Int("groups"), bias: a.Bool("bias"))),
        new("ConvTranspose1d", Transposed, a =>
            ConvTranspose1d(a.Int("in_channels"), a.Int("out_channels"), a.Ints("kernel_size", 1)[0], a.Ints("stride", 1)[0],
                a.Ints("padding", 1)[0], a.Ints("output_padding", 1)[0], a.Ints("dilation", 1)[0], groups: a.Int("groups"), bias: a.Bool("bias"))),
        new("ConvTranspose2d", Transposed, a =>
            ConvTranspose2d(a.Int("in_channels"), a.Int("out_channels"), Pair(a, "kernel_size"), Pair(a, "stride"),
                Pair(a, "padding"), Pair(a, "output_padding"), Pair(a, "dilation"), groups: a.Int("groups"), bias: a.Bool("bias"))),
        new("BatchNorm1d", Normalization, a =>
            BatchNorm1d(a.Int("num_features"), a.Float("eps"), a.Float("momentum"), a.Bool("affine"), a.Bool("track_running_stats"))),
        new("BatchNorm2d", Normalization, a =>
            BatchNorm2d(a.Int("num_features"), a.Float("eps"), a.Float("momentum"), a.Bool("affine"), a.Bool("track_running_stats"))),
        new("BatchNorm3d", Normalization, a =>
            BatchNorm3d(a.Int("num_features"), a.Float("eps"), a.Float("momentum"), a.Bool("affine"), a.Bool("track_running_stats"))),
        new("InstanceNorm1d", InstanceNormalization, a =>
            InstanceNorm1d(a.Int("num_features"), a.Float("eps"), a.Float("momentum"), a.Bool("affine"), a.Bool("track_running_stats"))),
        new("InstanceNorm2d", InstanceNormalization, a =>
            InstanceNorm2d(a.Int("num_features"), a.Float("eps"), a.Float("momentum"), a.Bool("affine"), a.Bool("track_running_stats"))),
        new("InstanceNorm3d", InstanceNormalization, a =>
            InstanceNorm3d(a.Int("num_features"), a.Float("eps"), a.Float("momentum"), a.Bool("affine"), a.Bool("track_running_stats"))),
        new("LayerNorm", "normalized_shape; eps=1e-5; elementwise_affine=True", a =>
            LayerNorm(a.Shape("normalized_shape"), a.Float("eps"), a.Bool("elementwise_affine"))),
        new("GroupNorm", "num_groups; num_channels; eps=1e-5; affine=True", a =>
            Initialized(GroupNorm(a.Int("num_groups"), a.Int("num_channels"), a.Float("eps"), a.Bool("affine")))),
        new("ReLU", "inplace=False", a => ReLU(a.Bool("inplace"))),
        new("ReLU6", "inplace=False", a => ReLU6(a.Bool("inplace"))),
        new("LeakyReLU", "negative_slope=0.01; inplace=False", a => LeakyReLU(a.Float("negative_slope"), a.Bool("inplace"))),
        new("PReLU", "num_parameters=1; init=0.25", a => PReLU(a.Int("num_parameters"), a.Float("init"))),
        new("ELU", "alpha=1.0; inplace=False", a => ELU(a.Float("alpha"), a.Bool("inplace"))),
        new("SELU", "inplace=False", a => SELU(a.Bool("inplace"))),
        new("CELU", "alpha=1.0; inplace=False", a => CELU(a.Float("alpha"), a.Bool("inplace"))),
        new("GELU", "", _ => GELU()),
        new("SiLU", "inplace=False", a => SiLU(a.Bool("inplace"))),
        new("Mish", "", _ => Mish()),
        new("Hardswish", "inplace=False", a => Hardswish(a.Bool("inplace"))),
        new("Hardsigmoid", "inplace=False", a => Hardsigmoid(a.Bool("inplace"))),
        new("Hardtanh", "min_val=-1.0; max_val=1.0; inplace=False", a => Hardtanh(a.Float("min_val"), a.Float("max_val"), a.Bool("inplace"))),
        new("Sigmoid", "", _ => Sigmoid()),
        new("LogSigmoid", "", _ => LogSigmoid()),
        new("Tanh", "", _ => Tanh()),
        new("Softplus", "beta=1.0; threshold=20.0", a => Softplus(a.Float("beta"), a.Float("threshold"))),
        new("Softsign", "", _ => Softsign()),
        new("Softmax", "dim", a => Softmax(a.Int("dim"))),
        new("LogSoftmax", "dim", a => LogSoftmax(a.Int("dim"))),
        new("MaxPool1d", Pool, a => MaxPool1d(a.Ints("kernel_size", 1)[0], a.Has("stride") ? a.Ints("stride", 1)[0] : null, a.Ints("padding", 1)[0])),
        new("MaxPool2d", Pool, a => MaxPool2d(Pair(a, "kernel_size"), a.Has("stride") ? Pair(a, "stride") : null, Pair(a, "padding"))),
        new("AvgPool1d", Pool, a => AvgPool1d(a.Ints("kernel_size", 1)[0], a.Has("stride") ? a.Ints("stride", 1)[0] : null, a.Ints("padding", 1)[0])),
        new("AvgPool2d", Pool, a => AvgPool2d(Pair(a, "kernel_size"), a.Has("stride") ? Pair(a, "stride") : null, Pair(a, "padding"))),
        new("AdaptiveAvgPool1d", "output_size", a => AdaptiveAvgPool1d(a.Ints("output_size", 1)[0])),
        new("AdaptiveAvgPool2d", "output_size", a => AdaptiveAvgPool2d(Pair(a, "output_size"))),
        new("AdaptiveMaxPool2d", "output_size", a => AdaptiveMaxPool2d(a.Ints("output_size", 2))),
        new("Dropout", "p=0.5; inplace=False", a => Dropout(a.Float("p"), a.Bool("inplace"))),
        new("Dropout1d", "p=0.5; inplace=False", a => Dropout1d(a.Float("p"), a.Bool("inplace"))),
        new("Dropout2d", "p=0.5; inplace=False", a => Dropout2d(a.Float("p"), a.Bool("inplace"))),
        new("AlphaDropout", "p=0.5; inplace=False", a => AlphaDropout(a.Float("p"), a.Bool("inplace"))),
        new("Flatten", "start_dim=1; end_dim=-1", a => Flatten(a.Int("start_dim"), a.Int("end_dim"))),
        new("Unflatten", "dim; unflattened_size", a => Unflatten(a.Int("dim"), a.Shape("unflattened_size"))),
        new("Identity", "", _ => Identity()),
        new("Upsample", "scale_factor; mode='nearest'", a =>
            Upsample(scale_factor: [a.Float("scale_factor"), a.Float("scale_factor")],
                mode: Mode(a), align_corners: a.Text("mode") == "nearest" ? null : false)),
        new("PixelShuffle", "upscale_factor", a => PixelShuffle(a.Int("upscale_factor"))),
        new("ZeroPad2d", "padding", a => ZeroPad2d(Quadruple(a, "padding"))),
        new("ReflectionPad2d", "padding", a => ReflectionPad2d(Quadruple(a, "padding"))),
        new("Embedding", "num_embeddings; embedding_dim", a => Embedding(a.Int("num_embeddings"), a.Int("embedding_dim"))),
    ]).ToDictionary(signature => signature.Name, StringComparer.Ordinal);

    /// <summary>All layers, by name.</summary>
    public static IReadOnlyList<LayerSignature> All { get; } = [.. ByName.Values.OrderBy(layer => layer.Name, StringComparer.Ordinal)];

    /// <summary>The signature of a layer.</summary>
    /// <exception cref="FreezeException">LayerSpecificationInvalid, with the nearest names.</exception>
    public static LayerSignature Find(LayerSpecification specification) => ByName.GetValueOrDefault(specification.Layer)
        ?? throw LayerSpecification.Invalid(specification.Text,
            $"there is no layer '{specification.Layer}'.{NearestNames.Suggest(specification.Layer, ByName.Keys)}",
            "Layers have the names of torch.nn; the tab key lists those that there are behind New-TorchModel -Layer.");

    // TorchSharp leaves its scale and shift as the memory was.
    private static GroupNorm Initialized(GroupNorm layer)
    {
        using var off = no_grad();
        layer.weight?.fill_(1);
        layer.bias?.zero_();
        return layer;
    }

    private static (long, long) Pair(LayerArguments arguments, string name) => arguments.Ints(name, 2) is [var first, var second] ? (first, second) : default;

    private static (long, long, long) Triple(LayerArguments arguments, string name) =>
        arguments.Ints(name, 3) is [var first, var second, var third] ? (first, second, third) : default;

    private static (long, long, long, long) Quadruple(LayerArguments arguments, string name) =>
        arguments.Ints(name, 4) is [var left, var right, var top, var bottom] ? (left, right, top, bottom) : default;

    private static UpsampleMode Mode(LayerArguments arguments) => arguments.Text("mode") switch
    {
        "nearest" => UpsampleMode.Nearest,
        "bilinear" => UpsampleMode.Bilinear,
        "bicubic" => UpsampleMode.Bicubic,
        _ => throw arguments.Wrong("mode", "'nearest', 'bilinear' or 'bicubic'"),
    };
}
