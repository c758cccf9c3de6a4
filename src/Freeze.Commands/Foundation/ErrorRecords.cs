using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>The one table that turns the engine's codes into PowerShell's error records.</summary>
internal static class ErrorRecords
{
    private static readonly IReadOnlyDictionary<ErrorCode, ErrorCategory> Categories = new Dictionary<ErrorCode, ErrorCategory>
    {
        [ErrorCode.ModelFileNotFound] = ErrorCategory.ObjectNotFound,
        [ErrorCode.ModelFormatUnknown] = ErrorCategory.InvalidData,
        [ErrorCode.ModelFileCorrupt] = ErrorCategory.InvalidData,
        [ErrorCode.ModelFileUnsafe] = ErrorCategory.InvalidData,
        [ErrorCode.ArchitectureMismatch] = ErrorCategory.InvalidData,
        [ErrorCode.ArchitectureUnknown] = ErrorCategory.ObjectNotFound,
        [ErrorCode.LayerSpecificationInvalid] = ErrorCategory.InvalidArgument,
        [ErrorCode.DownloadFailed] = ErrorCategory.ConnectionError,
        [ErrorCode.LayerNotFound] = ErrorCategory.ObjectNotFound,
        [ErrorCode.LayerNotInitialized] = ErrorCategory.InvalidOperation,
        [ErrorCode.ModelBusy] = ErrorCategory.ResourceBusy,
        [ErrorCode.NothingTrainable] = ErrorCategory.InvalidOperation,
        [ErrorCode.FrozenChanged] = ErrorCategory.InvalidOperation,
        [ErrorCode.NewParameterInFrozenLayer] = ErrorCategory.InvalidOperation,
        [ErrorCode.GroupRuleUnmatched] = ErrorCategory.InvalidArgument,
        [ErrorCode.GroupRuleInvalid] = ErrorCategory.InvalidArgument,
        [ErrorCode.ParameterInTwoGroups] = ErrorCategory.InvalidArgument,
        [ErrorCode.ParameterInNoGroup] = ErrorCategory.InvalidArgument,
        [ErrorCode.OptionInvalid] = ErrorCategory.InvalidArgument,
        [ErrorCode.DeviceUnavailable] = ErrorCategory.ResourceUnavailable,
        [ErrorCode.NativeLibraryUnavailable] = ErrorCategory.NotInstalled,
        [ErrorCode.DatasetNotFound] = ErrorCategory.ObjectNotFound,
        [ErrorCode.DatasetInvalid] = ErrorCategory.InvalidData,
        [ErrorCode.LabelOutOfRange] = ErrorCategory.InvalidData,
        [ErrorCode.ClassMismatch] = ErrorCategory.InvalidData,
        [ErrorCode.ShapeMismatch] = ErrorCategory.InvalidData,
        [ErrorCode.CheckpointExists] = ErrorCategory.ResourceExists,
        [ErrorCode.OutputExists] = ErrorCategory.ResourceExists,
        [ErrorCode.OutputNotWritable] = ErrorCategory.WriteError,
        [ErrorCode.FormatUnknown] = ErrorCategory.InvalidArgument,
        [ErrorCode.CheckpointMismatch] = ErrorCategory.InvalidData,
        [ErrorCode.LossNotFinite] = ErrorCategory.InvalidResult,
        [ErrorCode.OutOfMemory] = ErrorCategory.ResourceUnavailable,
    };

    /// <summary>Makes the record: the code as id, what and the cure in the message, the cure alone as recommended action.</summary>
    public static ErrorRecord From(FreezeException error) => new(error, error.Code.ToString(), Categories[error.Code], error.Subject)
    {
        ErrorDetails = new ErrorDetails($"{error.Message} {error.Cure}") { RecommendedAction = error.Cure },
    };
}
