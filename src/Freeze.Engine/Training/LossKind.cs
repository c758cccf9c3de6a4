namespace Freeze;

/// <summary>What training makes small.</summary>
public enum LossKind
{
    /// <summary>Softmax and cross entropy over class labels (torch.nn.CrossEntropyLoss).</summary>
    CrossEntropy,

    /// <summary>Sigmoid and binary cross entropy over targets from 0 to 1 (torch.nn.BCEWithLogitsLoss).</summary>
    BinaryCrossEntropy,

    /// <summary>Mean squared error (torch.nn.MSELoss).</summary>
    MeanSquaredError,

    /// <summary>Mean absolute error (torch.nn.L1Loss).</summary>
    L1,

    /// <summary>Squared near zero, absolute beyond 1 (torch.nn.HuberLoss).</summary>
    Huber,

    /// <summary>Negative log likelihood of outputs that are log-probabilities already (torch.nn.NLLLoss).</summary>
    NegativeLogLikelihood,
}
