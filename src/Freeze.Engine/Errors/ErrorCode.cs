namespace Freeze;

/// <summary>What went wrong, as scripts see it: the first part of every error's FullyQualifiedErrorId.</summary>
public enum ErrorCode
{
    /// <summary>A model or weight file does not exist.</summary>
    ModelFileNotFound,
    /// <summary>A file is none of the formats that Freeze reads.</summary>
    ModelFormatUnknown,
    /// <summary>A file is of a known format, but cut short or damaged.</summary>
    ModelFileCorrupt,
    /// <summary>A file asks for something that reading tensors never needs, such as calling a function.</summary>
    ModelFileUnsafe,
    /// <summary>Weights and architecture do not fit together.</summary>
    ArchitectureMismatch,
    /// <summary>No architecture has that name.</summary>
    ArchitectureUnknown,
    /// <summary>A layer specification names an unknown layer or wrong arguments.</summary>
    LayerSpecificationInvalid,
    /// <summary>Published weights could not be downloaded whole.</summary>
    DownloadFailed,
    /// <summary>A pattern matches no layer and no parameter.</summary>
    LayerNotFound,
    /// <summary>A layer would be frozen whose weights were never loaded or trained.</summary>
    LayerNotInitialized,
    /// <summary>A model is used from two places at once, one of which trains it.</summary>
    ModelBusy,
    /// <summary>Every parameter is frozen.</summary>
    NothingTrainable,
    /// <summary>A frozen parameter or statistic moved.</summary>
    FrozenChanged,
    /// <summary>A parameter appeared inside a layer that is frozen.</summary>
    NewParameterInFrozenLayer,
    /// <summary>An optimizer group matches no parameter.</summary>
    GroupRuleUnmatched,
    /// <summary>An optimizer group has an unknown key or a value that its algorithm does not take.</summary>
    GroupRuleInvalid,
    /// <summary>Two optimizer groups claim the same parameter.</summary>
    ParameterInTwoGroups,
    /// <summary>A parameter is in no optimizer group.</summary>
    ParameterInNoGroup,
    /// <summary>An option has a value that it cannot take.</summary>
    OptionInvalid,
    /// <summary>The wanted device is not there.</summary>
    DeviceUnavailable,
    /// <summary>libtorch cannot be loaded.</summary>
    NativeLibraryUnavailable,
    /// <summary>A data file or folder does not exist.</summary>
    DatasetNotFound,
    /// <summary>Data is damaged, empty or inconsistent.</summary>
    DatasetInvalid,
    /// <summary>A label is not a class that the model has.</summary>
    LabelOutOfRange,
    /// <summary>The classes of data are not those of the model or of the data that it is compared with.</summary>
    ClassMismatch,
    /// <summary>Data and model do not fit in shape.</summary>
    ShapeMismatch,
    /// <summary>A run folder already holds a run.</summary>
    CheckpointExists,
    /// <summary>An output file already exists.</summary>
    OutputExists,
    /// <summary>An output file cannot be written.</summary>
    OutputNotWritable,
    /// <summary>A file's ending names no format that models are written in.</summary>
    FormatUnknown,
    /// <summary>A saved run does not belong to this model, data or plan.</summary>
    CheckpointMismatch,
    /// <summary>The loss became infinite or not a number.</summary>
    LossNotFinite,
    /// <summary>Memory ran out.</summary>
    OutOfMemory,
}
