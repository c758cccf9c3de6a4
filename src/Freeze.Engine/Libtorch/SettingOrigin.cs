namespace Freeze;

/// <summary>Who has made a setting.</summary>
public enum SettingOrigin
{
    /// <summary>The module, when it loaded libtorch.</summary>
    Freeze,

    /// <summary>An environment variable that was set before.</summary>
    Environment,

    /// <summary>A command, since then.</summary>
    Command,

    /// <summary>Nobody: the system's or the library's own default.</summary>
    System,
}
