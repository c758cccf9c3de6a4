namespace Freeze.Training.Logging;

/// <summary>What of a fine-tuning run goes into its log, and under which tags.</summary>
/// <param name="log">The log.</param>
/// <param name="optimizer">The optimizer, for the rates of its groups.</param>
internal sealed class FineTuneLog(RunLog log, GroupedOptimizer optimizer)
{
    /// <summary>Notes a step, while the optimizer's rates are still those of the step.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The step, with a warning where something of the log was lost.</returns>
    public TrainingProgress Note(TrainingProgress step)
    {
        if (log.TakesSteps)
        {
            log.Step((step.Epoch - 1L) * step.BatchCount + step.Batch,
            [
                .. double.IsNaN(step.Loss) ? Array.Empty<(string, double)>() : [("loss/step", step.Loss)],
                .. optimizer.Groups.Where(group => group.TrainableCount > 0).Select(group => ($"learning_rate/{group.Name}", group.LearningRate)),
                .. step.Gradients.Where(gradient => gradient.Norm > 0).Select(gradient => ($"gradient_norm/{gradient.Group}", gradient.Norm)),
            ]);
        }

        if (step.Record is { } record)
        {
            log.Epoch(record.Epoch,
            [
                ("loss/train", record.TrainLoss),
                ("loss/validation", record.ValidationLoss),
                ("accuracy/validation", record.Accuracy),
                .. record.Metrics.Select(metric => ($"metric/{metric.Key}", (double?)metric.Value)),
                ("epoch/trainable_count", record.TrainableCount),
                ("epoch/samples_per_second", record.SamplesPerSecond),
                ("epoch/seconds", record.Duration.TotalSeconds),
            ], record);
        }

        var warnings = log.TakeWarnings();
        return warnings.Count == 0 ? step : step with { Warnings = [.. step.Warnings, .. warnings] };
    }
}
