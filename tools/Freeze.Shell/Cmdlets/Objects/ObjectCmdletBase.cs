using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of the commands that compare objects.</summary>
public abstract class ObjectCmdletBase : PSCmdlet
{
    /// <summary>The culture whose order of letters counts, by name or number.</summary>
    [Parameter]
    public string? Culture
    {
        get => ChosenCulture?.ToString();
        set => ChosenCulture = Parse(value);
    }

    /// <summary>Whether a and A differ.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    private protected CultureInfo? ChosenCulture { get; private set; }

    private static CultureInfo? Parse(string? value)
    {
        string text = value?.Trim() ?? string.Empty;
        if (text.Length == 0)
        {
            return null;
        }

        bool isNumber = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.CurrentCulture, out int number)
            : int.TryParse(text, NumberStyles.AllowThousands, CultureInfo.CurrentCulture, out number);
        return isNumber ? new CultureInfo(number) : new CultureInfo(text);
    }
}
