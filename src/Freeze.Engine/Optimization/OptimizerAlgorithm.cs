namespace Freeze.Optimization;

/// <summary>The update rules on offer, by PyTorch's names.</summary>
public enum OptimizerAlgorithm
{
    /// <summary>Stochastic gradient descent, with momentum where asked for.</summary>
    SGD,
    /// <summary>Adaptive moments; weight decay enters the gradient.</summary>
    Adam,
    /// <summary>Adam with decoupled weight decay.</summary>
    AdamW,
    /// <summary>Gradients scaled by a running root mean square.</summary>
    RMSprop,
    /// <summary>Gradients scaled by the root of their summed squares.</summary>
    Adagrad,
    /// <summary>Adagrad with decaying averages and no absolute rate.</summary>
    Adadelta,
    /// <summary>Adam with the infinity norm.</summary>
    Adamax,
    /// <summary>Adam with Nesterov momentum.</summary>
    NAdam,
    /// <summary>Adam with the variance of its early steps rectified.</summary>
    RAdam,
    /// <summary>Averaged stochastic gradient descent.</summary>
    ASGD,
    /// <summary>Steps from the signs of full-batch gradients.</summary>
    Rprop,
    /// <summary>Limited-memory BFGS; needs the loss as a function, and one group.</summary>
    LBFGS,
}
