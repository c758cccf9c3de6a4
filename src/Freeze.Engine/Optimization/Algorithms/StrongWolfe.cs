using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>A line search for the strong Wolfe conditions by bracketing and cubic interpolation, with the constants of torch.optim.LBFGS.</summary>
internal sealed class StrongWolfe
{
    public const string Name = "strong_wolfe";

    private const double Decrease = 1e-4, Curvature = 0.9, Narrowest = 1e-9;
    private const int MostTrials = 25;

    private readonly FlatParameters _point;
    private readonly torch.Tensor _direction;
    private readonly Func<double> _evaluate;
    private readonly torch.Tensor[] _start;
    private readonly double _extent;

    /// <param name="point">The point to search from; it is left where it was.</param>
    /// <param name="direction">The direction to search in.</param>
    /// <param name="evaluate">Computes loss and gradients where the point is.</param>
    public StrongWolfe(FlatParameters point, torch.Tensor direction, Func<double> evaluate)
    {
        (_point, _direction, _evaluate) = (point, direction, evaluate);
        _start = point.Remember();
        _extent = LbfgsRule.Largest(direction);
    }

    /// <summary>Finds a step length.</summary>
    /// <returns>Loss and gradient at the length found, the length, and how often the loss was computed.</returns>
    public (double Loss, torch.Tensor Gradient, double Length, int Evaluations) Search(double length, double loss, torch.Tensor gradient, double slope)
    {
        var origin = new Trial(0, loss, gradient, slope);
        var (previous, current) = (origin, Try(length));
        var trials = 0;
        for (; trials < MostTrials; trials++)
        {
            if (current.Loss > loss + Decrease * current.Length * slope || trials > 1 && current.Loss >= previous.Loss || current.Slope >= 0 && !IsFlat(current, slope))
                return Narrow(previous, current, origin, trials);
            if (IsFlat(current, slope))
                return Result(current, trials + 1);
            var next = Interpolate(previous, current, current.Length + 0.01 * (current.Length - previous.Length), current.Length * 10);
            (previous, current) = (current, Try(next));
        }

        return Result(loss <= current.Loss ? origin : current, trials + 1);
    }

    private static bool IsFlat(Trial trial, double slope) => Math.Abs(trial.Slope) <= -Curvature * slope;

    private static (double, torch.Tensor, double, int) Result(Trial trial, int evaluations) => (trial.Loss, trial.Gradient, trial.Length, evaluations);

    private (double, torch.Tensor, double, int) Narrow(Trial left, Trial right, Trial origin, int trials)
    {
        Trial[] bracket = [left, right];
        var low = left.Loss <= right.Loss ? 0 : 1;
        var stalled = false;
        while (trials < MostTrials && Math.Abs(bracket[1].Length - bracket[0].Length) * _extent >= Narrowest)
        {
            var (least, most) = (Math.Min(bracket[0].Length, bracket[1].Length), Math.Max(bracket[0].Length, bracket[1].Length));
            var length = Interpolate(bracket[0], bracket[1], least, most);
            var margin = 0.1 * (most - least);
            var near = Math.Min(most - length, length - least) < margin;
            // Twice at the edge of the bracket: move inward, or the search creeps.
            if (near && (stalled || length >= most || length <= least))
                (length, near) = (Math.Abs(length - most) < Math.Abs(length - least) ? most - margin : least + margin, false);
            stalled = near;

            var trial = Try(length);
            trials++;
            if (trial.Loss > origin.Loss + Decrease * length * origin.Slope || trial.Loss >= bracket[low].Loss)
            {
                bracket[1 - low] = trial;
                low = bracket[0].Loss <= bracket[1].Loss ? 0 : 1;
                continue;
            }

            var done = IsFlat(trial, origin.Slope);
            if (!done && trial.Slope * (bracket[1 - low].Length - bracket[low].Length) >= 0)
                bracket[1 - low] = bracket[low];
            bracket[low] = trial;
            if (done)
                break;
        }

        return Result(bracket[low], trials + 1);
    }

    private Trial Try(double length)
    {
        _point.Move(_direction, length);
        var loss = _evaluate();
        var gradient = _point.Gradient();
        _point.Return(_start);
        return new Trial(length, loss, gradient, LbfgsRule.Dot(gradient, _direction));
    }

    // The minimum of the cubic through two points with their slopes, within bounds.
    private static double Interpolate(Trial a, Trial b, double least, double most)
    {
        var d1 = a.Slope + b.Slope - 3 * (a.Loss - b.Loss) / (a.Length - b.Length);
        var square = d1 * d1 - a.Slope * b.Slope;
        if (!(square >= 0))
            return (least + most) / 2;
        var d2 = Math.Sqrt(square);
        var minimum = a.Length <= b.Length
            ? b.Length - (b.Length - a.Length) * ((b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2))
            : a.Length - (a.Length - b.Length) * ((a.Slope + d2 - d1) / (a.Slope - b.Slope + 2 * d2));
        return Math.Min(Math.Max(minimum, least), most);
    }

    private sealed record Trial(double Length, double Loss, torch.Tensor Gradient, double Slope);
}
