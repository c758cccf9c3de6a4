namespace Freeze.Reporting.Charts;

/// <summary>Draws training runs, learning-rate sweeps and evaluations into PNG and SVG files.</summary>
public static class TrainingChart
{
    private const int UsualWidth = 1000, ConfusionWidth = 800;

    /// <summary>Draws the records of one run or several.</summary>
    /// <param name="records">At least one.</param>
    /// <param name="options">Title, size and file.</param>
    /// <exception cref="FreezeException">OptionInvalid, OutputExists, OutputNotWritable.</exception>
    public static void Write(IReadOnlyList<EpochRecord> records, ChartOptions options) => Write(TrainingFigure.Of(records), options);

    /// <summary>Draws the records of one adversarial run or several.</summary>
    /// <param name="records">At least one.</param>
    /// <param name="options">Title, size and file.</param>
    /// <exception cref="FreezeException">OptionInvalid, OutputExists, OutputNotWritable.</exception>
    public static void Write(IReadOnlyList<AdversarialRecord> records, ChartOptions options) => Write(AdversarialFigure.Of(records), options);

    /// <summary>Draws a sweep over learning rates.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="options">Title, size and file.</param>
    /// <exception cref="FreezeException">OptionInvalid, OutputExists, OutputNotWritable.</exception>
    public static void Write(LearningRateSweep sweep, ChartOptions options) => Write(RateFigure.Of(sweep), options);

    /// <summary>Draws the confusion matrix of an evaluation.</summary>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="options">Title, size and file.</param>
    /// <exception cref="FreezeException">OptionInvalid: there is no matrix, as targets are not classes; OutputExists, OutputNotWritable.</exception>
    public static void Write(Evaluation evaluation, ChartOptions options)
    {
        if (evaluation.ConfusionMatrix.Count == 0 || evaluation.PerClass.Count == 0)
            throw new FreezeException(ErrorCode.OptionInvalid, "InputObject", "The evaluation has no confusion matrix: its targets are not classes.", "Evaluate with class labels.");
        var drawing = new ConfusionDrawing(evaluation, options.Title);
        var width = options.Width ?? ConfusionWidth;
        ChartFile.Write(options.Path, width, options.Height ?? (int)Math.Ceiling(drawing.HeightOf(width)), options.Overwrite, drawing.Draw);
    }

    private static void Write(ChartFigure figure, ChartOptions options) =>
        ChartFile.Write(options.Path, options.Width ?? UsualWidth, options.Height ?? (figure.Panels.Count == 1 ? UsualWidth / 2 : 220 + figure.Panels.Count * 180), options.Overwrite, new FigureDrawing(figure with { Title = options.Title }).Draw);
}
