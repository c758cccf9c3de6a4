using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Objects;

/// <summary>One entry of a -Property argument: what to read from an object, and how to name or order it.</summary>
/// <param name="Expression">A property's name, a wildcard pattern or a script block.</param>
/// <param name="Name">The name under which the value goes out, or nothing for the expression's own.</param>
/// <param name="Ascending">What the entry says of the order, or nothing where the command decides.</param>
internal sealed record PropertyKey(PSPropertyExpression Expression, string? Name = null, bool? Ascending = null);
