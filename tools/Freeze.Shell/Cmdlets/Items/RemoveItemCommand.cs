using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Remove-Item: deletes items.</summary>
[Cmdlet(VerbsCommon.Remove, "Item", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class RemoveItemCommand : FilteredPathCommand
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Delete what the containers hold too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force { get; set; }

    private protected override object? DynamicParametersAt(ProviderContext context) =>
        InvokeProvider.Item.ForRemove(FirstPath, Recurse, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Attempt(() =>
            {
                foreach (string found in IsLiteral ? [path] : SessionState.Path.Resolve(path, NewContext()).Select(info => info.Path).ToArray())
                {
                    Attempt(() => Remove(found));
                }
            });
        }
    }

    // What a pattern matched is itself no pattern, hence the literal contexts.
    private void Remove(string path)
    {
        if (SessionState.Path.IsCurrentLocationOrAncestor(path, NewContext(literal: true)))
        {
            WriteError(new ErrorRecord(
                new PSInvalidOperationException($"Cannot remove the item at '{path}' because it is in use."),
                "InvalidOperation",
                ErrorCategory.InvalidOperation,
                path));
            return;
        }

        bool hasChildren = InvokeProvider.Item.IsContainer(path, NewContext(literal: true))
            && InvokeProvider.ChildItem.HasChild(path, NewContext(literal: true));
        if (!hasChildren || Recurse || ShouldRemoveChildren(path))
        {
            InvokeProvider.Item.Remove(path, Recurse || hasChildren, NewContext(literal: true));
        }
    }

    private bool ShouldRemoveChildren(string path) => ShouldContinue(
        $"The item at {path} has children and the Recurse parameter was not specified. "
        + "If you continue, all children will be removed with the item. Are you sure you want to continue?",
        null,
        ref _yesToAll,
        ref _noToAll);
}
