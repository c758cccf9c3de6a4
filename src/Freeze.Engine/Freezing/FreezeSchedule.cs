namespace Freeze.Freezing;

/// <summary>
/// What is frozen in which epoch: a pure function of the epoch's number over the user's own plan, so that a resumed run has the same plans
/// as one that was never interrupted.
/// </summary>
internal sealed class FreezeSchedule
{
    private readonly ModelOutline _model;
    private readonly IReadOnlyList<string> _head;
    private readonly int _freezeEpochs;
    private readonly UnfreezeStages? _unfreeze;
    private readonly Dictionary<int, FreezeState> _states = [];

    /// <param name="model">The model under the user's own plan.</param>
    /// <param name="state">That plan.</param>
    /// <param name="head">The classifier's name; null for the last stage.</param>
    /// <param name="freezeEpochs">In how many epochs only the head trains.</param>
    /// <param name="unfreeze">What becomes trainable later; null for nothing.</param>
    /// <exception cref="FreezeException">LayerNotFound: a pattern of the schedule matches nothing. OptionInvalid: the number of epochs is negative.</exception>
    public FreezeSchedule(ModelOutline model, FreezeState state, string? head, int freezeEpochs, UnfreezeStages? unfreeze)
    {
        if (freezeEpochs < 0)
            throw new FreezeException(ErrorCode.OptionInvalid, "FreezeEpochs", $"-FreezeEpochs is {freezeEpochs}.", "Give the number of epochs in which only the head trains, 0 or more.");
        (_model, _freezeEpochs, _unfreeze) = (model, freezeEpochs, unfreeze);
        Base = state.With(model.Parameters);
        _head = head is not null ? [head] : model.Stages.Count > 0 ? model.Stages[^1].Layers : ["*"];
        Changes = [.. ChangesOf(freezeEpochs, unfreeze, model.Stages.Count).Where(epoch => epoch <= int.MaxValue).Select(epoch => (int)epoch).Distinct().Order()];
        foreach (var entry in unfreeze?.Layers ?? [])
            NameSelection.Match(model.Names, entry.Patterns);
    }

    /// <summary>The user's own plan, over which the schedule lies. A checkpoint keeps it: from it and the epoch follows the rest.</summary>
    public FreezeState Base { get; }

    /// <summary>The epochs from which on something else may be frozen than before, 1 the first of them, in ascending order.</summary>
    public IReadOnlyList<int> Changes { get; }

    /// <summary>What is frozen in an epoch.</summary>
    /// <param name="epoch">From 1.</param>
    public FreezeState StateAt(int epoch)
    {
        var distinct = Changes.Last(change => change <= epoch);
        return _states.TryGetValue(distinct, out var state) ? state : _states[distinct] = Compute(distinct);
    }

    /// <summary>The number of elements that train in an epoch.</summary>
    public long TrainableCountAt(int epoch) => FreezePlanner.Reach(_model, StateAt(epoch), "").TrainableCount;

    /// <summary>The first epoch of a run in which nothing would train; null where every epoch has something to do.</summary>
    public int? FirstIdleEpoch(int epochs) =>
        Changes.Where(epoch => epoch <= epochs && TrainableCountAt(epoch) == 0).Select(epoch => (int?)epoch).FirstOrDefault();

    /// <summary>Parameters with random values that the schedule freezes for a while.</summary>
    public IReadOnlyList<string> FrozenAtRandom(int epochs)
    {
        var frozen = Changes.Where(epoch => epoch <= epochs).SelectMany(epoch => StateAt(epoch).Rules.Keys).Except(Base.Rules.Keys).ToHashSet();
        return [.. _model.Parameters.Where(parameter => parameter.Provenance == Provenance.Initialized && frozen.Contains(parameter.Name)).Select(parameter => parameter.Name)];
    }

    /// <summary>The last epoch of a run in which the same is frozen as in one, with no other in between.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="epochs">Epochs of the run.</param>
    public int LastAlike(int epoch, int epochs) =>
        Changes.Where(change => change > epoch && change <= epochs && !StateAt(change).SameAs(StateAt(epoch)))
            .Select(change => change - 1).DefaultIfEmpty(epochs).First();

    // In long: an option may be the greatest number there is.
    private static IEnumerable<long> ChangesOf(int freezeEpochs, UnfreezeStages? unfreeze, int stages) =>
    [
        1,
        freezeEpochs + 1L,
        .. unfreeze is { IsGradual: true } ? Enumerable.Range(0, stages + 1).Select(stage => Math.Max(1L, freezeEpochs) + stage) : [],
        .. unfreeze?.Layers.Select(entry => (long)entry.Epoch) ?? [],
    ];

    private FreezeState Compute(int epoch)
    {
        var state = _unfreeze switch
        {
            { IsGradual: true } => Gradual(epoch),
            { } unfreeze => Staged(unfreeze, epoch),
            null => Base,
        };
        // What the user froze in the head stays frozen: the schedule only adds here.
        return epoch > _freezeEpochs ? state : Apply(_unfreeze is { IsGradual: true } ? state : Base, Add(["*"], _head, $"-FreezeEpochs {_freezeEpochs}"));
    }

    // The layers of later epochs are frozen until then; what an earlier entry names trains from that epoch on.
    private FreezeState Staged(UnfreezeStages unfreeze, int epoch)
    {
        var state = Base;
        foreach (var (later, patterns) in unfreeze.Layers.Where(entry => entry.Epoch > epoch))
            state = Apply(state, Add(patterns, [], $"-UnfreezeSchedule, until epoch {later}"));
        foreach (var (_, patterns) in unfreeze.Layers.Where(entry => entry.Epoch <= epoch))
            state = Apply(state, Free(patterns));
        return state;
    }

    // In the first epoch the last stage, in the second the last two; -FreezeEpochs keeps it at one stage for longer.
    private FreezeState Gradual(int epoch)
    {
        var free = Math.Min(_model.Stages.Count, 1 + Math.Max(0, epoch - Math.Max(1, _freezeEpochs)));
        if (free == _model.Stages.Count)
            return Apply(Base, Free(["*"]));
        var closed = _model.Stages.SkipLast(free).SelectMany(stage => stage.Layers).ToList();
        var open = _model.Stages.TakeLast(free).SelectMany(stage => stage.Layers).ToList();
        return Apply(Apply(Base, Add(closed, [], "-UnfreezeSchedule Gradual")), Free(open));
    }

    private FreezeState Apply(FreezeState state, FreezeRequest request) => FreezePlanner.Plan(_model.With(state), state, request).State;

    private static FreezeRequest Add(IReadOnlyList<string> patterns, IReadOnlyList<string> except, string origin) => new()
    {
        Selection = FreezeSelection.Named, Patterns = patterns, Except = except, KeepExisting = true, AllowUninitialized = true, Origin = origin,
    };

    private static FreezeRequest Free(IReadOnlyList<string> patterns) => new() { Selection = FreezeSelection.Named, Patterns = patterns, Unfreeze = true };
}
