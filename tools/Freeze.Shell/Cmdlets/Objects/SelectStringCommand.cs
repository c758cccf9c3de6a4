using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text;
using System.Text.RegularExpressions;
using Freeze.Shell.Foundation;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Select-String: the lines of texts and files in which a pattern is found.</summary>
[Cmdlet(VerbsCommon.Select, "String", DefaultParameterSetName = "File")]
[OutputType(typeof(bool), typeof(MatchInfo), ParameterSetName = ["File", "Object", "LiteralFile"])]
[OutputType(typeof(string), ParameterSetName = ["FileRaw", "ObjectRaw", "LiteralFileRaw"])]
public sealed class SelectStringCommand : PSCmdlet
{
    private LineMatcher _matcher = null!;
    private SearchedFiles _files = null!;
    private FileSearch _search = null!;
    private ContextCollector _inputs = null!;
    private PSObject _input = AutomationNull.Value;
    private (int Before, int After) _context;
    private bool _isLiteral;
    private ulong _number;
    private bool _done;

    /// <summary>Texts, files, or matches to look through again.</summary>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ParameterSetName = "Object")]
    [Parameter(ValueFromPipeline = true, Mandatory = true, ParameterSetName = "ObjectRaw")]
    [AllowNull]
    [AllowEmptyString]
    public PSObject InputObject
    {
        get => _input;
        set => _input = value is null || value == AutomationNull.Value ? PSObject.AsPSObject(string.Empty) : value;
    }

    /// <summary>Regular expressions.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string[] Pattern { get; set; } = [];

    /// <summary>Files, wildcards allowed.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "File")]
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "FileRaw")]
    [FilePathArgument]
    public string[]? Path { get; set; }

    /// <summary>Files, taken as they are.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralFile")]
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralFileRaw")]
    [FilePathArgument]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath
    {
        get => Path;
        set
        {
            Path = value;
            _isLiteral = true;
        }
    }

    /// <summary>Hand on the lines alone.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ObjectRaw")]
    [Parameter(Mandatory = true, ParameterSetName = "FileRaw")]
    [Parameter(Mandatory = true, ParameterSetName = "LiteralFileRaw")]
    public SwitchParameter Raw { get; set; }

    /// <summary>Take the patterns as they are.</summary>
    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    /// <summary>Whether a and A differ.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <summary>Only whether there is a match.</summary>
    [Parameter(ParameterSetName = "Object")]
    [Parameter(ParameterSetName = "File")]
    [Parameter(ParameterSetName = "LiteralFile")]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Only the first match of each file.</summary>
    [Parameter]
    public SwitchParameter List { get; set; }

    /// <summary>Do not mark the matches in colour.</summary>
    [Parameter]
    public SwitchParameter NoEmphasis { get; set; }

    /// <summary>Only files whose path matches one of these.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Include { get; set; }

    /// <summary>No files whose path matches one of these.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Exclude { get; set; }

    /// <summary>The lines without any of the patterns.</summary>
    [Parameter]
    public SwitchParameter NotMatch { get; set; }

    /// <summary>All matches in a line.</summary>
    [Parameter]
    public SwitchParameter AllMatches { get; set; }

    /// <summary>The files' encoding.</summary>
    [Parameter]
    [EncodingArgument]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = Encoding.Default;

    /// <summary>How many lines around a match to keep, or how many before and how many after.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateCount(1, 2)]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Context { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        NoEmphasis |= !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("__SuppressAnsiEscapeSequences"));
        Regex[]? expressions = SimpleMatch ? null : LineMatcher.Compile(this, Pattern, CaseSensitive);
        _matcher = new LineMatcher(Pattern, expressions, CaseSensitive, NotMatch, AllMatches, !NoEmphasis && Host.UI.SupportsVirtualTerminal);
        _context = Context is null || Raw ? default : (Context[0], Context[^1]);
        _files = new SearchedFiles(this, Include, Exclude);
        _search = new FileSearch(_matcher, Encoding, _context, onlyFirst: Quiet || List);
        _inputs = new ContextCollector(_context.Before, _context.After);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_done)
        {
            return;
        }

        if (Path is not null)
        {
            SearchFiles(_files.At(Path, _isLiteral));
        }
        else if (_input.BaseObject is FileInfo file)
        {
            SearchFiles([file.FullName]);
        }
        else
        {
            SearchInput();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _inputs.End();
        if (!_done)
        {
            WriteReady();
        }
    }

    private void SearchFiles(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            if (SearchFile(file) && Quiet)
            {
                return;
            }
        }

        if (Quiet)
        {
            WriteObject(List ? null : false);
        }
    }

    private bool SearchFile(string file)
    {
        bool found = false;
        try
        {
            foreach (MatchInfo match in _files.IsWanted(file) ? _search.In(file) : [])
            {
                found = true;
                Write(match);
            }
        }
        catch (Exception e) when (e is NotSupportedException or IOException or System.Security.SecurityException or UnauthorizedAccessException)
        {
            WriteError(SearchError.For($"The file {file} cannot be read: {e.Message}", "ProcessingFile", e));
        }

        return found;
    }

    private void SearchInput()
    {
        _number++;
        var earlier = _input.BaseObject as MatchInfo;
        if (earlier is not null && _context != default)
        {
            _context = default;
            _inputs = new ContextCollector(0, 0);
            WriteWarning("The option \"Context\" is not valid when searching results that are piped from Select-String output.");
        }

        string line = earlier?.Line ?? (string)LanguagePrimitives.ConvertTo(_input, typeof(string), CultureInfo.InvariantCulture);
        MatchInfo? match = _matcher.Find(line);
        if (match is not null && earlier is not null)
        {
            // The lines around it may not have passed, so they are not shown any more.
            match = earlier.Context is null ? earlier : earlier.WithoutDisplayedContext();
        }
        else if (match is not null)
        {
            match.LineNumber = _number;
        }

        _inputs.Add(line, match);
        WriteReady();
    }

    private void WriteReady()
    {
        MatchInfo[] ready = [.. _inputs.TakeReady()];
        // What comes down the pipeline is no file, so -List has nothing to say of it but this.
        foreach (MatchInfo match in List || Quiet ? ready.Take(1) : ready)
        {
            Write(match);
            _done = Quiet;
        }
    }

    private void Write(MatchInfo match) => WriteObject(Raw ? match.Line : Quiet && !List ? true : match);
}
