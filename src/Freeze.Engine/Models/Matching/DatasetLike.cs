using Freeze.Data;

namespace Freeze.Models.Matching;

/// <summary>Data or a model that other data is to be prepared like.</summary>
internal sealed class DatasetLike
{
    private readonly InputTransform _input;
    private readonly TensorShape? _shape;
    private readonly ClassSide _classes;
    private readonly bool _isModel;

    private DatasetLike(InputTransform input, TensorShape? shape, ClassSide classes, bool isModel) =>
        (_input, _shape, _classes, _isModel) = (input, shape, classes, isModel);

    /// <summary>Warning about an assumption; null for none.</summary>
    public string? Assumption { get; private init; }

    /// <summary>Takes a data set as the model.</summary>
    public static DatasetLike Of(TorchDataset data) => new(data.Input, data.SampleShape, ClassSide.Of(data, data.Source), isModel: false);

    /// <summary>Takes the way in which a model's inputs are made.</summary>
    /// <exception cref="FreezeException">ShapeMismatch: nobody knows it.</exception>
    public static DatasetLike Of(TorchModel model)
    {
        const string Cure = "Take only classes that the model has with -Class; where they are only called otherwise, "
            + "name the model's with Set-TorchModel -Class.";
        var classes = ClassSide.Of(model) with { Cure = Cure };
        if (model is { Input: { } known, SampleShape: not { Count: 3 } })
            return new DatasetLike(known, model.SampleShape, classes, isModel: true);
        var images = ImagePreparation.Of(model);
        return new DatasetLike(images.Input, images.Sample, classes, isModel: true) { Assumption = images.Assumption };
    }

    /// <summary>States how samples are to become inputs.</summary>
    /// <param name="options">What else is wanted.</param>
    public DatasetOptions Apply(DatasetOptions options) => options with { Input = _input with { Columns = [], Range = [] }, LikeShape = _shape };

    /// <summary>Gives the data the other side's classes, in its order.</summary>
    /// <param name="data">Data that was opened as <see cref="Apply"/> says.</param>
    /// <exception cref="FreezeException">ShapeMismatch: it cannot be prepared alike. ClassMismatch: it has other classes.</exception>
    public ClassMatch Match(TorchDataset data)
    {
        if (_shape is not null && !data.SampleShape.Equals(_shape))
            throw new FreezeException(ErrorCode.ShapeMismatch, data.Source,
                $"The samples of {data.Source} become {data.SampleShape}, and those of {_classes.Name} are {_shape}.",
                "Give data of the same kind, or leave out -Like.");
        // Everything else is as the options said.
        var others = data.Input with { Columns = _input.Columns };
        if (InputComparison.Differences(data.Input, data.SampleShape, others, data.SampleShape) is [var columns])
            throw new FreezeException(ErrorCode.ShapeMismatch, data.Source,
                $"{data.Source} has other columns than {_classes.Name}, or has them in another order: {columns}.",
                "Bring them in that order: Import-Csv, Select-Object with the names, Import-TorchDataset.");
        // The outputs of a model without names say nothing that labels could be matched to.
        return _classes.Names is null && _isModel ? new ClassMatch(data, null, false, []) : ClassMatch.Make(data, _classes, force: false);
    }
}
