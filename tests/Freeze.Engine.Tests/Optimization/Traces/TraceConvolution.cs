using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Freeze.Tests.Optimization.Traces;

/// <summary>The convolutional network of the reference traces.</summary>
internal sealed class TraceConvolution : Module<torch.Tensor, torch.Tensor>
{
    private readonly Conv2d conv1 = Conv2d(2, 4, 3, padding: 1, bias: false);
    private readonly BatchNorm2d bn1 = BatchNorm2d(4);
    private readonly Conv2d conv2 = Conv2d(4, 6, 3, stride: 2, padding: 1);
    private readonly BatchNorm2d bn2 = BatchNorm2d(6);
    private readonly Linear fc = Linear(6, 4);

    public TraceConvolution() : base(nameof(TraceConvolution)) => RegisterComponents();

    public override torch.Tensor forward(torch.Tensor input)
    {
        var x = functional.relu(bn1.call(conv1.call(input)));
        x = functional.relu(bn2.call(conv2.call(x)));
        return fc.call(x.mean([2, 3]));
    }
}
