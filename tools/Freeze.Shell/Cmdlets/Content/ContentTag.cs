using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>The note properties that tell where a line came from.</summary>
internal sealed class ContentTag
{
    private readonly PSNoteProperty[] _properties;

    /// <summary>Tags for what is read at <paramref name="path"/>.</summary>
    /// <param name="paths">The session's paths.</param>
    /// <param name="path">The item.</param>
    internal ContentTag(PathIntrinsics paths, PathInfo path)
    {
        _properties =
        [
            new("PSPath", path.Path),
            new("PSParentPath", paths.ParseParent(path.Path, string.Empty)),
            new("PSChildName", paths.ParseChildName(path.Path)),
            new("PSDrive", path.Drive),
            new("PSProvider", path.Provider),
        ];
    }

    /// <summary>Puts the tags on <paramref name="content"/>.</summary>
    /// <param name="content">A line, or a block of lines.</param>
    /// <param name="position">How many lines have been read so far.</param>
    /// <returns>The object that carries the tags.</returns>
    internal PSObject Attach(object content, long position)
    {
        PSObject tagged = PSObject.AsPSObject(content);
        foreach (PSNoteProperty property in _properties)
        {
            tagged.Properties.Add(property, preValidated: true);
        }

        tagged.Properties.Add(new PSNoteProperty("ReadCount", position), preValidated: true);
        return tagged;
    }
}
