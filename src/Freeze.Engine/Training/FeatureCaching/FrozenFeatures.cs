using Freeze.Data;
using Freeze.Libtorch;
using Freeze.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>
/// What frozen layers do in a run: their output is computed by one way only and, where that pays, once for each sample. Whether it is kept changes
/// no number of the run.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="data">What it is trained on.</param>
/// <param name="validation">What it is evaluated on; null for nothing.</param>
/// <param name="options">How the run goes.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="precision">What convolutions and matrix products compute in.</param>
internal sealed class FrozenFeatures(TorchModel model, TorchDataset data, TorchDataset? validation, FineTuneOptions options, long seed, Precision precision = Precision.Float32) : IDisposable
{
    private readonly List<string> _remarks = [], _warnings = [];
    private readonly FeatureCacheAllocation _room = new(data, validation, options);
    private FreezeBoundary? _cut;
    private int _lastAlike;
    private FrozenBackbone? _prefix;
    private FeatureKey? _key;
    private FeatureCache? _training, _validation;
    private FeatureBatches? _pass, _evaluation;
    private CacheTiming _pace = new();
    private bool _isBroken;

    /// <summary>What the cache did in the epoch's training pass.</summary>
    public FeatureCacheState State => _training is null || _pass is null or { Failure: not null } ? FeatureCacheState.Off : _pass.Read >= _pass.Computed ? FeatureCacheState.Hit : FeatureCacheState.Filling;

    /// <summary>Refuses options that say nothing sensible.</summary>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static void RequireOptions(FineTuneOptions options)
    {
        if (options.CacheViews < 0)
            throw new FreezeException(ErrorCode.OptionInvalid, "CacheViews", $"-CacheViews is {options.CacheViews}.", "Give the number of augmented views of each sample, or 0 for new ones in every epoch.");
        if (options.FeatureCacheLimit < 0)
            throw new FreezeException(ErrorCode.OptionInvalid, "FeatureCacheLimit", $"-FeatureCacheLimit is {options.FeatureCacheLimit}.", "Give a number of bytes, such as 2GB.");
    }

    /// <summary>What was decided since the last time this was read, and why.</summary>
    public IReadOnlyList<string> TakeRemarks() => [.. Take(_remarks), .. Take(_room.Remarks)];

    /// <summary>What the user should know since the last time this was read.</summary>
    public IReadOnlyList<string> TakeWarnings()
    {
        if (!_isBroken && (_pass?.Failure ?? _evaluation?.Failure) is { } failure)
        {
            _isBroken = true;
            _warnings.Add($"Features are no longer kept: {failure.Message} The run goes on without.");
        }

        return [.. Take(_warnings), .. Take(_room.Warnings)];
    }

    /// <summary>Makes ready for an epoch, whose plan and modes are the model's already.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="lastAlike">The last epoch that has the same plan.</param>
    public void Enter(int epoch, int lastAlike)
    {
        if (_isBroken)
            Drop();
        if (options.FeatureCache == FeatureCacheMode.Auto && _training is { IsOnDisk: true } && _pace.IsReadingSlower)
        {
            Drop();
            _remarks.Add("Features are no longer kept: reading them from this disk takes longer than computing them.");
        }

        var reason = "it is to run whole";
        var pass = options.RunsApart ? StagedPass.Of(model, out reason) : null;
        var cut = pass is null ? new FreezeBoundary(0, reason) : FreezeBoundary.Of(model, pass);
        var isNewPlan = lastAlike != _lastAlike;
        _lastAlike = lastAlike;
        // What does not run apart does so only under another plan.
        if (_prefix is null && cut == _cut)
            return;
        if (_prefix is not null && cut.Stage == _cut!.Stage && FeatureKey.Of(_prefix) == _key)
        {
            _prefix.Settle();
            if (_training is null && isNewPlan)
                Try(() => Reserve(_prefix));
            return;
        }

        Clear();
        _cut = cut;
        Try(() =>
        {
            var search = new BackboneSearch(model, data, options.BatchSize, precision);
            _prefix = search.Find(pass, cut);
            _remarks.Add(search.Remark);
            if (_prefix is null)
                return;
            _key = FeatureKey.Of(_prefix);
            Reserve(_prefix);
        });
        ModuleModes.Train(model);
        _prefix?.Settle();

        void Reserve(FrozenBackbone prefix) => (_training, _validation) = _room.Reserve(prefix, lastAlike - epoch + 1);
    }

    /// <summary>The batches of an epoch's training pass.</summary>
    /// <param name="order">The samples' order.</param>
    /// <param name="epoch">From 1.</param>
    public FeatureBatches Training(int[] order, int epoch)
    {
        var view = options.CacheViews > 0 && IsAugmented ? (epoch - 1) % options.CacheViews : (int?)null;
        return _pass = new FeatureBatches(_prefix, data, order, options.BatchSize, options.DropLast)
        {
            Cache = _training,
            Augmentation = new AugmentationSeed(seed, view + 1 ?? epoch),
            View = view ?? 0,
            Pace = _pace,
        };
    }

    /// <summary>The batches of a pass over the validation data.</summary>
    public FeatureBatches Validation() => _evaluation = new(_prefix, validation!, [.. Enumerable.Range(0, validation!.Count)], options.BatchSize, dropLast: false) { Cache = _validation };

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private bool IsAugmented => data.Augment.Count > 0;

    private void Try(Action work) => NativeFailure.Translate($"Running the frozen layers of {model.Name}", () =>
    {
        using var scope = NewDisposeScope();
        work();
    });

    private void Drop()
    {
        if (!ReferenceEquals(_training, _validation))
            _validation?.Dispose();
        _training?.Dispose();
        (_training, _validation, _pass, _evaluation, _isBroken) = (null, null, null, null, false);
    }

    private void Clear()
    {
        Drop();
        _pace = new CacheTiming();
        _prefix?.Dispose();
        (_prefix, _key) = (null, null);
    }

    private static IReadOnlyList<string> Take(List<string> messages)
    {
        if (messages.Count == 0)
            return [];
        string[] taken = [.. messages];
        messages.Clear();
        return taken;
    }
}
