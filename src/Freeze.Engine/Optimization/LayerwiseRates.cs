namespace Freeze.Optimization;

/// <summary>Learning rates that change from stage to stage: LayerDecay or LearningRateRange.</summary>
internal sealed class LayerwiseRates
{
    private readonly GroupPlanRequest _request;
    private readonly Dictionary<string, int> _stages = [];

    public LayerwiseRates(GroupPlanRequest request)
    {
        _request = request;
        Check();
        for (var stage = 0; stage < request.Stages.Count; stage++)
        {
            foreach (var parameter in request.Stages[stage].Parameters)
                _stages[parameter] = stage;
        }
    }

    private bool IsOff => _request.LayerDecay is null && _request.LearningRateRange is null;

    /// <summary>The stage whose rate a parameter gets; 0 throughout where rates do not depend on it.</summary>
    public int StageOf(string parameter, GroupSpecification? rule) => IsOff || StatesRate(rule) ? 0 : _stages.GetValueOrDefault(parameter);

    /// <summary>A stage's name.</summary>
    public string StageName(int stage) => _request.Stages[stage].Name;

    /// <summary>The effective rate. A rate that the group states itself stands as it is written.</summary>
    public double Rate(double merged, int stage, GroupSpecification? rule)
    {
        if (StatesRate(rule))
            return merged;
        var scale = rule?.LearningRateScale ?? 1;
        var last = _request.Stages.Count - 1;
        if (_request.LearningRateRange is { } range)
            return scale * (stage == last ? range.High : range.Low * Math.Pow(range.High / range.Low, (double)stage / last));
        if (_request.LayerDecay is { } decay)
            return merged * scale * Math.Max(Math.Pow(decay, last - stage), _request.MinimumScale);
        return merged * scale;
    }

    private static bool StatesRate(GroupSpecification? rule) => rule is not null && (rule.Settings.LearningRate is not null || rule.Settings.Option.ContainsKey("lr"));

    private void Check()
    {
        if (_request.LayerDecay is { } decay && !(double.IsFinite(decay) && decay > 0))
            throw Invalid("LayerDecay", OptionReading.Describe(decay), "more than 0, such as 0.75");
        if (_request.MinimumScale is not (>= 0 and <= 1))
            throw Invalid("MinimumScale", OptionReading.Describe(_request.MinimumScale), "from 0 to 1");
        if (_request.LearningRateRange is { } range && !(range.Low > 0 && range.High >= range.Low && double.IsFinite(range.High)))
            throw Invalid("LearningRateRange", $"{OptionReading.Describe(range.Low)}, {OptionReading.Describe(range.High)}", "two rates above 0, the lower first");
        if (_request.LayerDecay is not null && _request.LearningRateRange is not null)
            throw new FreezeException(ErrorCode.OptionInvalid, "LayerDecay", "LayerDecay and LearningRateRange both set the rate of every stage.", "Keep one of the two.");
        if (!IsOff && _request.Stages.Count == 0)
            throw new FreezeException(ErrorCode.OptionInvalid, "LayerDecay", "The model has no stages whose rates could differ.", "State the rates with -Group.");
    }

    private static FreezeException Invalid(string option, string value, string domain) =>
        new(ErrorCode.OptionInvalid, option, $"{option} is {value}, but must be {domain}.", $"Give {option} {domain}.");
}
