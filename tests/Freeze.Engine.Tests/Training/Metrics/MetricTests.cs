using Freeze.Training;
using Freeze.Training.Metrics;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Training.Metrics;

/// <summary>Metrics against values worked out by hand, with scikit-learn's definitions.</summary>
public sealed class MetricTests
{
    private const double Tolerance = 1e-12;

    // True classes down, predicted classes across.
    private static readonly long[][] Confusion = [[5, 1, 0], [2, 3, 1], [0, 0, 4]];

    [Theory]
    [InlineData("Accuracy", 12.0 / 16)]
    [InlineData("balancedaccuracy", (5.0 / 6 + 3.0 / 6 + 1) / 3)]
    [InlineData("Precision", (5.0 / 7 + 3.0 / 4 + 4.0 / 5) / 3)]
    [InlineData("Recall", (5.0 / 6 + 3.0 / 6 + 1) / 3)]
    [InlineData("F1", (10.0 / 13 + 6.0 / 10 + 8.0 / 9) / 3)]
    [InlineData("CohenKappa", 106.0 / 170)]
    [InlineData("MatthewsCorrelation", 0.6347419188140273)]
    public void Classes_are_scored_as_scikit_learn_does(string name, double expected) => Assert.Equal(expected, OfClasses(name, Confusion), 1e-9);

    [Fact]
    public void A_class_that_is_neither_there_nor_called_does_not_count()
    {
        long[][] wider = [[5, 1, 0, 0], [2, 3, 1, 0], [0, 0, 4, 0], [0, 0, 0, 0]];
        foreach (var name in new[] { "BalancedAccuracy", "Precision", "Recall", "F1" })
            Assert.Equal(OfClasses(name, Confusion), OfClasses(name, wider), Tolerance);
    }

    [Fact]
    public void Agreement_of_a_constant_answer_is_none()
    {
        Assert.Equal(0, OfClasses("CohenKappa", [[4, 0], [0, 0]]));
        Assert.Equal(0, OfClasses("MatthewsCorrelation", [[4, 0], [3, 0]]));
    }

    [Fact]
    public void Values_are_scored_over_batches_as_over_all_at_once()
    {
        using var scope = torch.NewDisposeScope();
        var targets = torch.tensor(new[] { 1e6 + 1, 1e6 + 2, 1e6 + 4, 1e6 + 9, 1e6 + 11 });
        var outputs = targets + torch.tensor(new[] { 0.5, -0.5, 1, 0, -2 });
        var errors = new ValueErrors();
        foreach (var (start, count) in new[] { (0, 2), (2, 1), (3, 2) })
            errors.Add(outputs.narrow(0, start, count), targets.narrow(0, start, count));
        var score = errors.Score();
        Assert.Equal(4.0 / 5, score.MeanAbsoluteError, Tolerance);
        Assert.Equal(5.5 / 5, score.MeanSquaredError, Tolerance);
        // Targets around 5.4: 19.36 + 11.56 + 1.96 + 12.96 + 31.36 = 77.2.
        Assert.Equal(1 - 5.5 / 77.2, score.R2, 1e-9);
    }

    [Fact]
    public void Yes_or_no_is_read_off_logits()
    {
        using var scope = torch.NewDisposeScope();
        var count = new BinaryCount();
        count.Add(torch.tensor(new[,] { { 2f, -1f }, { 0.5f, -3f } }), torch.tensor(new[,] { { 1f, 1f }, { 0f, 0f } }));
        count.Add(torch.tensor(new[,] { { -2f, 4f } }), torch.tensor(new[,] { { 0f, 1f } }));
        Assert.Equal(new BinaryScore(4.0 / 6, 2.0 / 3, 2.0 / 3, 2.0 / 3), count.Score());
    }

    [Fact]
    public void Unknown_and_unfitting_metrics_are_refused()
    {
        Assert.Contains("'F1'", Refused(() => MetricCatalog.Find(["F2"], TargetKinds.Classes)).Message, StringComparison.Ordinal);
        Refused(() => MetricCatalog.Find(["R2"], TargetKinds.Classes));
        Refused(() => MetricCatalog.Find(["CohenKappa"], TargetKinds.Binary));
    }

    [Fact]
    public void An_epoch_is_the_best_when_it_is_better_than_all_before_and_patience_ends()
    {
        var judge = new EarlyStopping(2);
        Assert.Equal([true, false, true, false], new[] { 3.0, 3, 2, double.NaN }.Select(judge.IsBest));
        Assert.False(judge.IsExhausted);
        Assert.False(judge.IsBest(2.5));
        Assert.True(judge.IsExhausted);
    }

    private static FreezeException Refused(Func<object> work)
    {
        var error = Assert.Throws<FreezeException>(work);
        Assert.Equal(ErrorCode.OptionInvalid, error.Code);
        return error;
    }

    private static double OfClasses(string name, long[][] confusion) => MetricCatalog.Find([name], TargetKinds.Classes)[0].Compute(new Evaluation
    {
        Count = 1,
        Loss = 0,
        Accuracy = confusion.Select((row, index) => row[index]).Sum() / (double)confusion.Sum(row => row.Sum()),
        ConfusionMatrix = confusion,
        PerClass = ClassScore.Of(confusion, null),
    });
}
