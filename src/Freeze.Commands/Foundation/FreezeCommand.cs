using System.Management.Automation;
using Freeze.Libtorch;

namespace Freeze.Commands;

/// <summary>Base of all commands: converts the engine's exceptions to error records, and stops when the pipeline stops.</summary>
public abstract class FreezeCommand : PSCmdlet, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly StopNotice _notice;

    /// <summary>Makes a command.</summary>
    protected FreezeCommand() => _notice = new StopNotice(message => Host.UI.WriteErrorLine(message), Patience);

    /// <summary>Cancelled by Ctrl-C, and when the pipeline stops for any other reason.</summary>
    protected CancellationToken Cancellation => _stopping.Token;

    /// <summary>True if the command needs libtorch, which is then loaded before the first record.</summary>
    protected virtual bool NeedsTorch => true;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(() =>
    {
        if (NeedsTorch)
            TorchLibrary.EnsureLoaded();
        Begin();
    });

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(End);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        _notice.Begin(MyInvocation.MyCommand.Name);
        _stopping.Cancel();
    }

    /// <summary>Runs before the first record.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Runs for each record.</summary>
    protected virtual void Process()
    {
    }

    /// <summary>Runs after the last record.</summary>
    protected virtual void End()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the command holds.</summary>
    /// <param name="disposing">Always true: nothing here has a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        _notice.Dispose();
        _stopping.Dispose();
    }

    // A statement-terminating error: try/catch and -ErrorAction Stop see it alike, and nothing runs on with half a result.
    private void Guard(Action work)
    {
        try
        {
            NativeFailure.Translate(MyInvocation.MyCommand.Name, work);
        }
        catch (FreezeException error)
        {
            ThrowTerminatingError(ErrorRecords.From(error));
        }
    }
}
