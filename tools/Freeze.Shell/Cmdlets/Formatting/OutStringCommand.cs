using System.Management.Automation;
using System.Text;
using Freeze.Shell.Foundation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Out-String: what would be shown, as text.</summary>
[Cmdlet(VerbsData.Out, "String", DefaultParameterSetName = "NoNewLineFormatting")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : FrontEndCommandBase
{
    private readonly StringBuilder _text = new();
    private LineEmitter? _emitter;

    /// <summary>A text for each line instead of one for all.</summary>
    [Parameter(ParameterSetName = "StreamFormatting")]
    public SwitchParameter Stream { get; set; }

    /// <summary>How many characters a line has.</summary>
    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = -1;

    /// <summary>Leave out line breaks.</summary>
    [Parameter(ParameterSetName = "NoNewLineFormatting")]
    public SwitchParameter NoNewline { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _emitter = new LineEmitter(line => WriteObject(line));
        TextWriter writer = Stream ? _emitter : new StringWriter(_text, System.Globalization.CultureInfo.InvariantCulture);
        EngineFormatting.UseWriter(this, writer, Width > 0 ? Width : OutputWidth.Of(Host), NoNewline);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (Stream)
            _emitter!.EndLine();
        else
            WriteObject(_text.ToString());
    }
}
