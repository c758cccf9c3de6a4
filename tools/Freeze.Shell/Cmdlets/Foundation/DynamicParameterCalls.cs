using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Foundation;

/// <summary>Asks a provider which parameters of its own a command has at a path (the file system's -File, -Raw, -Encoding, ...).</summary>
internal static class DynamicParameterCalls
{
    private const string Context = "System.Management.Automation.CmdletProviderContext, System.Management.Automation";

    internal static object? ForGet(this ItemCmdletProviderIntrinsics items, string path, ProviderContext context) =>
        GetItemDynamicParameters(items, path, context.Handle);

    internal static object? ForSet(this ItemCmdletProviderIntrinsics items, string path, object? value, ProviderContext context) =>
        SetItemDynamicParameters(items, path, value, context.Handle);

    internal static object? ForNew(this ItemCmdletProviderIntrinsics items, string path, string? type, object? content, ProviderContext context) =>
        NewItemDynamicParameters(items, path, type, content, context.Handle);

    internal static object? ForRemove(this ItemCmdletProviderIntrinsics items, string path, bool recurse, ProviderContext context) =>
        RemoveItemDynamicParameters(items, path, recurse, context.Handle);

    internal static object? ForExists(this ItemCmdletProviderIntrinsics items, string path, ProviderContext context) =>
        ItemExistsDynamicParameters(items, path, context.Handle);

    internal static object? ForGet(this ChildItemCmdletProviderIntrinsics children, string path, bool recurse, ProviderContext context) =>
        GetChildItemsDynamicParameters(children, path, recurse, context.Handle);

    internal static object? ForGetNames(this ChildItemCmdletProviderIntrinsics children, string path, ProviderContext context) =>
        GetChildNamesDynamicParameters(children, path, context.Handle);

    internal static object? ForReader(this ContentCmdletProviderIntrinsics contents, string path, ProviderContext context) =>
        GetContentReaderDynamicParameters(contents, path, context.Handle);

    internal static object? ForWriter(this ContentCmdletProviderIntrinsics contents, string path, ProviderContext context) =>
        GetContentWriterDynamicParameters(contents, path, context.Handle);

    internal static object? ForClear(this ContentCmdletProviderIntrinsics contents, string path, ProviderContext context) =>
        ClearContentDynamicParameters(contents, path, context.Handle);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? GetItemDynamicParameters(ItemCmdletProviderIntrinsics items, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? SetItemDynamicParameters(
        ItemCmdletProviderIntrinsics items, string path, object? value, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? NewItemDynamicParameters(
        ItemCmdletProviderIntrinsics items, string path, string? type, object? content, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? RemoveItemDynamicParameters(
        ItemCmdletProviderIntrinsics items, string path, bool recurse, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? ItemExistsDynamicParameters(ItemCmdletProviderIntrinsics items, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? GetChildItemsDynamicParameters(
        ChildItemCmdletProviderIntrinsics children, string path, bool recurse, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? GetChildNamesDynamicParameters(
        ChildItemCmdletProviderIntrinsics children, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? GetContentReaderDynamicParameters(
        ContentCmdletProviderIntrinsics contents, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? GetContentWriterDynamicParameters(
        ContentCmdletProviderIntrinsics contents, string path, [UnsafeAccessorType(Context)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? ClearContentDynamicParameters(
        ContentCmdletProviderIntrinsics contents, string path, [UnsafeAccessorType(Context)] object context);
}
