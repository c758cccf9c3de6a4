using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Foundation;

/// <summary>The path calls that take a <see cref="ProviderContext"/>.</summary>
internal static class PathCalls
{
    private const string Context = "System.Management.Automation.CmdletProviderContext, System.Management.Automation";

    internal static Collection<PathInfo> Resolve(this PathIntrinsics paths, string path, ProviderContext context) =>
        GetResolvedPSPathFromPSPath(paths, path, context.Handle);

    internal static Collection<string> ResolveProviderPath(this PathIntrinsics paths, string path, ProviderContext context, out ProviderInfo provider) =>
        GetResolvedProviderPathFromPSPath(paths, path, context.Handle, out provider);

    internal static string Combine(this PathIntrinsics paths, string parent, string child, ProviderContext context) =>
        Combine(paths, parent, child, context.Handle);

    internal static string ParseParent(this PathIntrinsics paths, string path, ProviderContext context) =>
        ParseParent(paths, path, string.Empty, context.Handle, true);

    internal static string ParseChildName(this PathIntrinsics paths, string path, ProviderContext context) =>
        ParseChildName(paths, path, context.Handle, true);

    internal static string NormalizeRelativePath(this PathIntrinsics paths, string path, string basePath, ProviderContext context) =>
        NormalizeRelativePath(paths, path, basePath, context.Handle);

    internal static bool IsValid(this PathIntrinsics paths, string path, ProviderContext context) => IsValid(paths, path, context.Handle);

    internal static PathInfo SetLocation(this PathIntrinsics paths, string path, ProviderContext context, bool literal) =>
        SetLocation(paths, path, context.Handle, literal);

    internal static bool IsCurrentLocationOrAncestor(this PathIntrinsics paths, string path, ProviderContext context) =>
        IsCurrentLocationOrAncestor(paths, path, context.Handle);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern Collection<PathInfo> GetResolvedPSPathFromPSPath(PathIntrinsics paths, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern Collection<string> GetResolvedProviderPathFromPSPath(
        PathIntrinsics paths, string path, [UnsafeAccessorType(Context)] object context, out ProviderInfo provider);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern string Combine(PathIntrinsics paths, string parent, string child, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern string ParseParent(
        PathIntrinsics paths, string path, string root, [UnsafeAccessorType(Context)] object context, bool useDefaultProvider);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern string ParseChildName(
        PathIntrinsics paths, string path, [UnsafeAccessorType(Context)] object context, bool useDefaultProvider);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern string NormalizeRelativePath(PathIntrinsics paths, string path, string basePath, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool IsValid(PathIntrinsics paths, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern PathInfo SetLocation(PathIntrinsics paths, string path, [UnsafeAccessorType(Context)] object context, bool literalPath);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool IsCurrentLocationOrAncestor(PathIntrinsics paths, string path, [UnsafeAccessorType(Context)] object context);
}
