using Freeze.Tensors;
using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>
/// libtorch's fused optimizer kernels, which update every tensor of a list in one pass over memory. TorchSharp does not bind them;
/// TorchScript does. Learning rates and factors are double throughout.
/// </summary>
internal static class FusedKernels
{
    // Wrong source kills the process, so this text is fixed and every function of it has a test.
    private const string Source = """
        def sgd(params: List[Tensor], grads: List[Tensor], buffers: List[Tensor], weight_decay: float, momentum: float, lr: float, dampening: float, nesterov: bool, maximize: bool, first: bool):
            torch._fused_sgd_(params, grads, buffers, weight_decay=weight_decay, momentum=momentum, lr=lr, dampening=dampening, nesterov=nesterov, maximize=maximize, is_first_step=first)

        def adam(params: List[Tensor], grads: List[Tensor], exp_avgs: List[Tensor], exp_avg_sqs: List[Tensor], max_exp_avg_sqs: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, weight_decay: float, eps: float, amsgrad: bool, maximize: bool):
            torch._fused_adam_(params, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=amsgrad, maximize=maximize)

        def adamw(params: List[Tensor], grads: List[Tensor], exp_avgs: List[Tensor], exp_avg_sqs: List[Tensor], max_exp_avg_sqs: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, weight_decay: float, eps: float, amsgrad: bool, maximize: bool):
            torch._fused_adamw_(params, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=amsgrad, maximize=maximize)

        def adagrad(params: List[Tensor], grads: List[Tensor], sums: List[Tensor], steps: List[Tensor], lr: float, lr_decay: float, weight_decay: float, eps: float, maximize: bool):
            torch._fused_adagrad_(params, grads, sums, steps, lr=lr, lr_decay=lr_decay, weight_decay=weight_decay, eps=eps, maximize=maximize)

        def norms(tensors: List[Tensor]) -> Tensor:
            return torch.stack(torch._foreach_norm(tensors, 2)).double()

        """; // the parser wants a line end after the last statement

    private static readonly Lazy<torch.jit.CompilationUnit> Unit = new(() => torch.jit.compile(Source));

    /// <summary>Whether a parameter can go through a fused kernel: on a device that has them, and filling its memory.</summary>
    public static bool Take(torch.Tensor parameter) => parameter.device_type is DeviceType.CPU or DeviceType.CUDA && TensorLayout.IsDense(parameter);

    /// <summary>Calls one of the functions.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="arguments">Lists of tensors, numbers and switches.</param>
    public static void Invoke(string function, params object[] arguments)
    {
        // TorchSharp hands native code the address of a Scalar that it makes of each double, and lets go of the object:
        // a garbage collection in between frees it. So the Scalars are made here and outlive the call.
        var safe = arguments.Select(argument => argument is double number ? (Scalar)number : argument).ToArray();
        Unit.Value.invoke(function, safe);
        foreach (var scalar in safe.OfType<Scalar>())
            scalar.Dispose();
        GC.KeepAlive(arguments);
    }

    /// <summary>The 2-norm of every tensor of a list, all of one type on one device.</summary>
    public static double[] Norms(torch.Tensor[] tensors)
    {
        var norms = (torch.Tensor)Unit.Value.invoke("norms", [tensors]);
        GC.KeepAlive(tensors);
        return norms.cpu().data<double>().ToArray();
    }

    /// <summary>The same step count for every tensor of a list, as the kernels want it.</summary>
    public static torch.Tensor[] Steps(double step, IReadOnlyList<ParameterSlot> slots)
    {
        var shared = torch.tensor((float)step, device: slots[0].Parameter.device);
        return Enumerable.Repeat(shared, slots.Count).ToArray();
    }

    /// <summary>The parameters of the slots.</summary>
    public static torch.Tensor[] Parameters(IReadOnlyList<ParameterSlot> slots) => slots.Select(slot => (torch.Tensor)slot.Parameter).ToArray();

    /// <summary>The gradients of the slots, laid out as their parameters are.</summary>
    public static torch.Tensor[] Gradients(IReadOnlyList<ParameterSlot> slots) =>
        slots.Select(slot => TensorLayout.SameOrder(slot.Gradient, slot.Parameter) ? slot.Gradient : TensorLayout.InOrderOf(slot.Gradient, slot.Parameter)).ToArray();

    /// <summary>A tensor of the slots' state.</summary>
    public static torch.Tensor[] Remembered(IReadOnlyList<ParameterSlot> slots, string name, double initial = 0) => slots.Select(slot => slot.Remembered(name, initial)).ToArray();
}
