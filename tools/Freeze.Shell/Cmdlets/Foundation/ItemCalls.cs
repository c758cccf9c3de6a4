using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Foundation;

/// <summary>The provider calls on items and their contents that take a <see cref="ProviderContext"/>.</summary>
internal static class ItemCalls
{
    private const string Context = "System.Management.Automation.CmdletProviderContext, System.Management.Automation";

    internal static void Get(this ItemCmdletProviderIntrinsics items, string path, ProviderContext context) =>
        Get(items, path, context.Handle);

    internal static void Set(this ItemCmdletProviderIntrinsics items, string path, object? value, ProviderContext context) =>
        Set(items, path, value, context.Handle);

    internal static void Clear(this ItemCmdletProviderIntrinsics items, string path, ProviderContext context) =>
        Clear(items, path, context.Handle);

    internal static void New(this ItemCmdletProviderIntrinsics items, string path, string? name, string? type, object? content, ProviderContext context) =>
        New(items, path, name, type, content, context.Handle);

    internal static void Remove(this ItemCmdletProviderIntrinsics items, string path, bool recurse, ProviderContext context) =>
        Remove(items, path, recurse, context.Handle);

    internal static void Copy(
        this ItemCmdletProviderIntrinsics items, string path, string? destination, bool recurse, CopyContainers containers, ProviderContext context) =>
        Copy(items, path, destination, recurse, containers, context.Handle);

    internal static void Move(this ItemCmdletProviderIntrinsics items, string path, string? destination, ProviderContext context) =>
        Move(items, path, destination, context.Handle);

    internal static void Rename(this ItemCmdletProviderIntrinsics items, string path, string newName, ProviderContext context) =>
        Rename(items, path, newName, context.Handle);

    internal static bool Exists(this ItemCmdletProviderIntrinsics items, string path, ProviderContext context) =>
        Exists(items, path, context.Handle);

    internal static bool IsContainer(this ItemCmdletProviderIntrinsics items, string path, ProviderContext context) =>
        IsContainer(items, path, context.Handle);

    internal static void Get(this ChildItemCmdletProviderIntrinsics children, string path, bool recurse, uint depth, ProviderContext context) =>
        Get(children, path, recurse, depth, context.Handle);

    internal static void GetNames(
        this ChildItemCmdletProviderIntrinsics children, string path, ReturnContainers containers, bool recurse, uint depth, ProviderContext context) =>
        GetNames(children, path, containers, recurse, depth, context.Handle);

    internal static bool HasChild(this ChildItemCmdletProviderIntrinsics children, string path, ProviderContext context) =>
        HasChild(children, path, context.Handle);

    internal static Collection<IContentReader> GetReader(this ContentCmdletProviderIntrinsics contents, string path, ProviderContext context) =>
        GetReader(contents, path, context.Handle);

    internal static Collection<IContentWriter> GetWriter(this ContentCmdletProviderIntrinsics contents, string path, ProviderContext context) =>
        GetWriter(contents, path, context.Handle);

    internal static void Clear(this ContentCmdletProviderIntrinsics contents, string path, ProviderContext context) =>
        Clear(contents, path, context.Handle);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Get(ItemCmdletProviderIntrinsics items, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Set(ItemCmdletProviderIntrinsics items, string path, object? value, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Clear(ItemCmdletProviderIntrinsics items, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void New(
        ItemCmdletProviderIntrinsics items, string path, string? name, string? type, object? content, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Remove(ItemCmdletProviderIntrinsics items, string path, bool recurse, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Copy(
        ItemCmdletProviderIntrinsics items, string path, string? destination, bool recurse, CopyContainers containers, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Move(ItemCmdletProviderIntrinsics items, string path, string? destination, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Rename(ItemCmdletProviderIntrinsics items, string path, string newName, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool Exists(ItemCmdletProviderIntrinsics items, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool IsContainer(ItemCmdletProviderIntrinsics items, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Get(
        ChildItemCmdletProviderIntrinsics children, string path, bool recurse, uint depth, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void GetNames(
        ChildItemCmdletProviderIntrinsics children, string path, ReturnContainers containers, bool recurse, uint depth, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool HasChild(ChildItemCmdletProviderIntrinsics children, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern Collection<IContentReader> GetReader(
        ContentCmdletProviderIntrinsics contents, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern Collection<IContentWriter> GetWriter(
        ContentCmdletProviderIntrinsics contents, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Clear(ContentCmdletProviderIntrinsics contents, string path, [UnsafeAccessorType(Context)] object context);
}
