using System.Globalization;
using System.Management.Automation.Host;
using System.Reflection;

namespace Freeze.Shell.Host;

/// <summary>What the engine sees of this program.</summary>
internal sealed class ShellHost : PSHost
{
    private readonly Guid _instance = Guid.NewGuid();

    /// <summary>A host that writes to the process's console.</summary>
    /// <param name="interactive">Whether commands may ask questions.</param>
    internal ShellHost(bool interactive) => Interface = new ShellUserInterface(interactive);

    /// <summary>The console, as this program knows it.</summary>
    internal ShellUserInterface Interface { get; }

    /// <summary>The code that <c>exit</c> asked for, or null as long as nobody did.</summary>
    internal int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public override string Name => "Freeze.Shell";

    /// <inheritdoc/>
    public override Version Version => Assembly.GetExecutingAssembly().GetName().Version!;

    /// <inheritdoc/>
    public override Guid InstanceId => _instance;

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override PSHostUserInterface UI => Interface;

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() =>
        throw new NotSupportedException("This shell has no nested prompts.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() =>
        throw new NotSupportedException("This shell has no nested prompts.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication() => Interface.EndProgress();

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
