using System.Management.Automation;
using Freeze.Shell.Messages;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Error: a non-terminating error.</summary>
[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = "NoException")]
public sealed class WriteErrorCommand : PSCmdlet
{
    /// <summary>The exception behind the error.</summary>
    [Parameter(Position = 0, ParameterSetName = "WithException", Mandatory = true)]
    public Exception? Exception { get; set; }

    /// <summary>What went wrong.</summary>
    [Parameter(Position = 0, ParameterSetName = "NoException", Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "WithException")]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Msg")]
    public string? Message { get; set; }

    /// <summary>A whole record to pass on.</summary>
    [Parameter(Position = 0, ParameterSetName = "ErrorRecord", Mandatory = true)]
    public ErrorRecord? ErrorRecord { get; set; }

    /// <summary>The kind of error.</summary>
    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public ErrorCategory Category { get; set; } = ErrorCategory.NotSpecified;

    /// <summary>The error's id.</summary>
    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public string ErrorId { get; set; } = string.Empty;

    /// <summary>What was being worked on.</summary>
    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public object? TargetObject { get; set; }

    /// <summary>What the user can do.</summary>
    [Parameter]
    public string? RecommendedAction { get; set; }

    /// <summary>Replaces the activity in the category's description.</summary>
    [Parameter]
    [Alias("Activity")]
    public string? CategoryActivity { get; set; }

    /// <summary>Replaces the reason in the category's description.</summary>
    [Parameter]
    [Alias("Reason")]
    public string? CategoryReason { get; set; }

    /// <summary>Replaces the target's name in the category's description.</summary>
    [Parameter]
    [Alias("TargetName")]
    public string? CategoryTargetName { get; set; }

    /// <summary>Replaces the target's type in the category's description.</summary>
    [Parameter]
    [Alias("TargetType")]
    public string? CategoryTargetType { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ErrorRecord record = ErrorRecord is { } given ? new ErrorRecord(given, null) : Make();
        if (!string.IsNullOrEmpty(RecommendedAction))
        {
            record.ErrorDetails ??= new ErrorDetails(record.ToString());
            record.ErrorDetails.RecommendedAction = RecommendedAction;
        }

        if (!string.IsNullOrEmpty(CategoryActivity))
            record.CategoryInfo.Activity = CategoryActivity;
        if (!string.IsNullOrEmpty(CategoryReason))
            record.CategoryInfo.Reason = CategoryReason;
        if (!string.IsNullOrEmpty(CategoryTargetName))
            record.CategoryInfo.TargetName = CategoryTargetName;
        if (!string.IsNullOrEmpty(CategoryTargetType))
            record.CategoryInfo.TargetType = CategoryTargetType;
        this.WriteCallersError(record, CategoryActivity);
    }

    private ErrorRecord Make()
    {
        Exception exception = Exception ?? new WriteErrorException(Message);
        var record = new ErrorRecord(exception, string.IsNullOrEmpty(ErrorId) ? exception.GetType().FullName : ErrorId, Category, TargetObject);
        if (Exception is not null && !string.IsNullOrEmpty(Message))
            record.ErrorDetails = new ErrorDetails(Message);
        return record;
    }
}
