using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Freeze.Shell.Host;

/// <summary>One runspace and the running of pipelines in it, on the thread that calls.</summary>
/// <remarks>
/// Everything runs on the caller's thread, the process's main thread: glibc keeps the memory of training there, and nothing
/// has to be handed over. Only <see cref="Stop"/> may be called from another thread.
/// </remarks>
internal sealed class ShellSession : IDisposable
{
    private readonly Runspace _runspace;
    private readonly Lock _gate = new();
    private Pipeline? _running;

    /// <summary>Opens a session.</summary>
    /// <param name="host">What commands write to and ask.</param>
    internal ShellSession(ShellHost host)
    {
        Host = host;
        _runspace = RunspaceFactory.CreateRunspace(host, SessionContent.Create());
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
    }

    /// <summary>What commands write to and ask.</summary>
    internal ShellHost Host { get; }

    /// <summary>Whether the last command of the last pipeline failed: the opposite of <c>$?</c>.</summary>
    internal bool LastCommandFailed => _runspace.SessionStateProxy.GetVariable("?") is false;

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    /// <summary>Runs a script file and shows what it emits.</summary>
    /// <param name="path">The script's full path.</param>
    /// <param name="arguments">The words behind it.</param>
    internal PipelineEnd RunScript(string path, IReadOnlyList<string> arguments)
    {
        var command = new Command(path, isScript: false, useLocalScope: false);
        ScriptArgumentBinding.Bind(arguments, command);
        // Without this the engine takes a script's 'exit' for its own business, and the host never hears of the code.
        SetRethrowExit(true);
        try
        {
            using var pipeline = _runspace.CreatePipeline();
            pipeline.Commands.Add(command);
            return Show(pipeline);
        }
        finally
        {
            SetRethrowExit(false);
        }
    }

    /// <summary>Runs a text in the global scope and shows what it emits.</summary>
    /// <param name="text">PowerShell.</param>
    /// <param name="remember">Whether the session remembers it: in its history, and in <c>$?</c>.</param>
    internal PipelineEnd RunText(string text, bool remember = false)
    {
        using var pipeline = _runspace.CreatePipeline(text, remember);
        return Show(pipeline);
    }

    /// <summary>Runs a text of the shell's own and returns what it emits; a failure is null.</summary>
    /// <param name="text">PowerShell.</param>
    internal object? Evaluate(string text)
    {
        using var pipeline = _runspace.CreatePipeline(text);
        try
        {
            return pipeline.Invoke() is [var first, ..] ? first?.BaseObject : null;
        }
        catch (RuntimeException)
        {
            return null;
        }
    }

    /// <summary>Stops what runs, if anything does; may be called from any thread.</summary>
    /// <returns>Whether something ran.</returns>
    internal bool Stop()
    {
        lock (_gate)
        {
            _running?.StopAsync();
            return _running is not null;
        }
    }

    private PipelineEnd Show(Pipeline pipeline)
    {
        // Errors travel with the output, so that they appear where they happened.
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add("Out-Default");
        Begin(pipeline);
        try
        {
            pipeline.Invoke();
            return PipelineEnd.Completed;
        }
        catch (PipelineStoppedException)
        {
            return PipelineEnd.Stopped;
        }
        catch (RuntimeException error)
        {
            ShowError(error.ErrorRecord);
            return PipelineEnd.Failed;
        }
        finally
        {
            Begin(null);
            Host.Interface.EndProgress();
        }
    }

    private void Begin(Pipeline? pipeline)
    {
        lock (_gate)
            _running = pipeline;
    }

    private void ShowError(ErrorRecord record)
    {
        using var pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add("Out-Default");
        var shown = new PSObject(record);
        // The mark by which Out-Default knows an error from an error record that was emitted as output.
        shown.Properties.Add(new PSNoteProperty("writeErrorStream", true));
        try
        {
            pipeline.Invoke(new[] { shown });
        }
        catch (RuntimeException)
        {
            Host.UI.WriteErrorLine(record.ToString());
        }
    }

    private void SetRethrowExit(bool value)
    {
        const BindingFlags any = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        object? context = _runspace.GetType().GetProperty("ExecutionContext", any)?.GetValue(_runspace);
        context?.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", any)?.SetValue(context, value);
    }
}
