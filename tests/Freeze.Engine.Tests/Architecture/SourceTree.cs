using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Freeze.Tests.Architecture;

/// <summary>Source files with what their names mean, as the compiler sees them.</summary>
internal sealed class SourceTree
{
    private const string Implicit = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    // The project's own assembly is among those that the tests run with: its types come from the source instead.
    private static readonly IReadOnlyList<MetadataReference> References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => !Path.GetFileName(path).StartsWith("Freeze.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path))];

    private readonly CSharpCompilation _compilation;

    /// <param name="files">Their paths from the project's root, with slashes, and their texts.</param>
    public SourceTree(IEnumerable<(string Path, string Text)> files)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None);
        var trees = files.Append(("", Implicit)).Select(file => CSharpSyntaxTree.ParseText(file.Item2, options, file.Item1));
        // Nothing here asks where null may flow, and finding out takes most of a compiler's time.
        _compilation = CSharpCompilation.Create("Source", trees, References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Disable));
    }

    /// <summary>The folders with files, each once.</summary>
    public IEnumerable<string> Folders => Files.Select(tree => Folder(tree.FilePath)).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Names that the compiler cannot resolve, which would hide an edge. Partial methods whose other part is generated are no fault.</summary>
    public IEnumerable<string> Errors => _compilation.GetDiagnostics()
        .Where(fault => fault.Severity == DiagnosticSeverity.Error && fault.Id != "CS8795").Select(fault => fault.ToString());

    /// <summary>Every use that a file makes of a type declared in another folder.</summary>
    public IEnumerable<Use> Uses() => Files.SelectMany(UsesOf).Distinct();

    private IEnumerable<SyntaxTree> Files => _compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0);

    private IEnumerable<Use> UsesOf(SyntaxTree tree)
    {
        var model = _compilation.GetSemanticModel(tree);
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (TypeOf(model.GetSymbolInfo(name).Symbol) is not { } type)
                continue;
            foreach (var place in Outermost(type).DeclaringSyntaxReferences.Select(part => part.SyntaxTree.FilePath).Where(path => Folder(path) != Folder(tree.FilePath)))
                yield return new Use(tree.FilePath, type.ToDisplayString(), place);
        }
    }

    // A member counts for the type that declares it: the name of an extension method is the only sign of its class.
    private static INamedTypeSymbol? TypeOf(ISymbol? symbol) => symbol switch
    {
        INamedTypeSymbol type => type.OriginalDefinition,
        IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType?.OriginalDefinition,
        _ => null,
    };

    private static INamedTypeSymbol Outermost(INamedTypeSymbol type) => type.ContainingType is { } outer ? Outermost(outer) : type;

    private static string Folder(string path) => Path.GetDirectoryName(path)!.Replace('\\', '/');

    /// <summary>One use of a type.</summary>
    /// <param name="File">The file that uses it.</param>
    /// <param name="Symbol">The type's full name.</param>
    /// <param name="Declared">The file that declares it.</param>
    internal sealed record Use(string File, string Symbol, string Declared)
    {
        /// <summary>Tells whether the floors allow this use.</summary>
        public bool PointsDown => FloorPlan.Allows(Folder(File), Folder(Declared));

        /// <inheritdoc/>
        public override string ToString() => $"{File} uses {Symbol} of {Declared}";
    }
}
