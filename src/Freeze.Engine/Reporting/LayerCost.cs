namespace Freeze.Reporting;

/// <summary>What one layer does with one sample.</summary>
/// <param name="OutputShape">Of its output, without the batch.</param>
/// <param name="MultiplyAdds">Multiply-add operations of the forward pass; the gradients of weights and of inputs cost as many again, each.</param>
/// <param name="PlanCost">Multiply-adds of a training step under the present freeze plan.</param>
/// <param name="FullCost">Multiply-adds of a training step with nothing frozen.</param>
internal sealed record LayerCost(TensorShape OutputShape, long MultiplyAdds, long PlanCost, long FullCost);
