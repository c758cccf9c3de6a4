namespace Freeze.Shell.Host;

/// <summary>How a pipeline ended.</summary>
internal enum PipelineEnd
{
    /// <summary>It ran to its end, or to an <c>exit</c>.</summary>
    Completed,

    /// <summary>A terminating error ended it; the error was shown.</summary>
    Failed,

    /// <summary>The user stopped it.</summary>
    Stopped,
}
