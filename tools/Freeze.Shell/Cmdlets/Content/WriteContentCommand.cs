using System.Management.Automation;
using System.Management.Automation.Provider;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of Set-Content and Add-Content: the writers stay open while values come down the pipeline.</summary>
public abstract class WriteContentCommand : ContentCommand, IDisposable
{
    private readonly List<IContentWriter> _writers = [];
    private string[]? _openPaths;

    /// <summary>What to write; of a file, one line each.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Value { get; set; }

    /// <summary>Hand the values on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override bool HandsOn => PassThru;

    /// <summary>What -WhatIf and -Confirm call the deed.</summary>
    private protected abstract string Deed { get; }

    private protected override object? DynamicParametersAt(ProviderContext context) => InvokeProvider.Content.ForWriter(FirstPath, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Paths that come with each object are written one after the other.
        if (_openPaths is null || !_openPaths.SequenceEqual(Path))
        {
            Close();
            _openPaths = Path;
            foreach (string path in Path)
            {
                Attempt(() => Open(path));
            }
        }

        object?[] values = Value ?? [null];
        foreach (IContentWriter writer in _writers)
        {
            try
            {
                writer.Write(values);
            }
            catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException or NotSupportedException)
            {
                WriteError(new ErrorRecord(
                    new ProviderInvocationException(e.Message, e), "ProviderContentWriteError", ErrorCategory.WriteError, string.Join(", ", Path)));
            }
        }

        if (PassThru && _writers.Count > 0)
        {
            WriteObject(values, true);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Close();

    /// <summary>Makes the item ready for its writer.</summary>
    private protected abstract void Prepare(string path);

    /// <summary>Puts the writer where it has to write.</summary>
    private protected abstract void Position(IContentWriter writer);

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private void Open(string path)
    {
        foreach (string found in PathsToWrite(path))
        {
            if (!ShouldProcess("Path: " + found, Deed))
            {
                continue;
            }

            Prepare(found);
            foreach (IContentWriter writer in InvokeProvider.Content.GetWriter(found, NewContext(literal: true)))
            {
                Position(writer);
                _writers.Add(writer);
            }
        }
    }

    // Existing items, or else the one that the path names.
    private IEnumerable<string> PathsToWrite(string path)
    {
        if (!IsLiteral && WildcardPattern.ContainsWildcardCharacters(path))
        {
            return Resolve(path).Select(found => found.Path);
        }

        string own = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return [provider.Name == FileSystemProvider.ProviderName ? own : path];
    }

    private void Close()
    {
        foreach (IContentWriter writer in _writers)
        {
            writer.Close();
            writer.Dispose();
        }

        _writers.Clear();
    }
}
