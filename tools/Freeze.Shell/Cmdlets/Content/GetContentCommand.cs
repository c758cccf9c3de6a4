using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Provider;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Content: what items hold; of a file its lines.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
[OutputType(typeof(byte), typeof(string))]
public sealed class GetContentCommand : ContentCommand
{
    private bool _hasTotalCount;
    private bool _hasTail;
    private long _totalCount;
    private int _tail;

    /// <summary>How many lines go down the pipeline at once; 0 for all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long ReadCount { get; set; } = 1;

    /// <summary>How many lines to read from the start.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, long.MaxValue)]
    [Alias("First", "Head")]
    public long TotalCount
    {
        get => _totalCount;
        set
        {
            _totalCount = value;
            _hasTotalCount = true;
        }
    }

    /// <summary>How many lines to read from the end.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Last")]
    public int Tail
    {
        get => _tail;
        set
        {
            _tail = value;
            _hasTail = true;
        }
    }

    private protected override object? DynamicParametersAt(ProviderContext context) => InvokeProvider.Content.ForReader(FirstPath, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_hasTotalCount && _hasTail)
        {
            const string message = "The parameters TotalCount and Tail cannot be used together. Please specify only one parameter.";
            WriteError(new ErrorRecord(new InvalidOperationException(message), "TailAndHeadCannotCoexist", ErrorCategory.InvalidOperation, null));
            return;
        }

        foreach (string path in Path)
        {
            Attempt(() =>
            {
                foreach (PathInfo found in Resolve(path))
                {
                    Attempt(() => Read(found));
                }
            });
        }
    }

    private void Read(PathInfo path)
    {
        if (_hasTotalCount && _totalCount == 0)
        {
            return;
        }

        foreach (IContentReader reader in InvokeProvider.Content.GetReader(path.Path, NewContext(literal: true)))
        {
            try
            {
                var tag = new ContentTag(SessionState.Path, path);
                foreach ((object content, long position) in _hasTail ? ReadEnd(reader) : ReadStart(reader))
                {
                    WriteObject(tag.Attach(content, position), false);
                }
            }
            catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException or NotSupportedException)
            {
                WriteError(new ErrorRecord(new ProviderInvocationException(e.Message, e), "GetContentReaderError", ErrorCategory.ReadError, path.Path));
            }
            finally
            {
                reader.Close();
                reader.Dispose();
            }
        }
    }

    private IEnumerable<(object Content, long Position)> ReadStart(IContentReader reader)
    {
        long count = 0;
        while (!Stopping)
        {
            long wanted = _hasTotalCount ? Math.Min(ReadCount < 1 ? _totalCount : ReadCount, _totalCount - count) : ReadCount;
            if (_hasTotalCount && wanted <= 0)
            {
                yield break;
            }

            IList block = reader.Read(wanted);
            if (block is null or { Count: 0 })
            {
                yield break;
            }

            count += block.Count;
            yield return (block.Count == 1 ? block[0]! : Array(block), count);
        }
    }

    private IEnumerable<(object Content, long Position)> ReadEnd(IContentReader reader)
    {
        var last = new Queue<object>();
        while (!Stopping && reader.Read(1) is { Count: > 0 } block)
        {
            last.Enqueue(block[0]!);
            if (last.Count > _tail)
            {
                last.Dequeue();
            }
        }

        long position = 0;
        int size = ReadCount < 1 ? int.MaxValue : (int)Math.Min(ReadCount, int.MaxValue);
        foreach (object[] block in last.Chunk(size))
        {
            position += block.Length;
            yield return (block is [var only] ? only : block, position);
        }
    }

    private static object[] Array(IList block)
    {
        object[] array = new object[block.Count];
        block.CopyTo(array, 0);
        return array;
    }
}
