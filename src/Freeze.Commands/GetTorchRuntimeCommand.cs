using System.Collections;
using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>Shows versions, devices, threads, and the process settings that the module changed.</summary>
/// <remarks>
/// <para>When libtorch loads, the module changes three settings of the process, because each makes training up to several times faster: glibc keeps freed
/// blocks instead of returning them to the system, OpenMP threads sleep sooner while they wait for each other, and there is one thread per core that affinity
/// and control groups leave to the process.</para>
/// <para>Settings lists them with the environment variable that decides. FREEZE_TUNE_MALLOC, FREEZE_TUNE_OPENMP or FREEZE_TUNE_THREADS set to 0 before the
/// first command leaves that setting unchanged. OMP_NUM_THREADS, MKL_NUM_THREADS, OMP_WAIT_POLICY and GOMP_SPINCOUNT take precedence over the module's
/// choice. FREEZE_LIBTORCH names another folder to load libtorch from.</para>
/// <para>glibc keeps blocks above 64 MB only on the main thread of the process, where Freeze.Shell runs everything. pwsh runs pipelines on another thread.
/// There, training with such large tensors takes about a seventh less time per step if MALLOC_ARENA_MAX=1 is in the environment before pwsh starts, with
/// MALLOC_MMAP_THRESHOLD_ and MALLOC_TRIM_THRESHOLD_ set to 2147483647.</para>
/// </remarks>
/// <example>
///   <summary>Show everything</summary>
///   <code>Get-TorchRuntime</code>
///   <para>Shows versions, the folder of libtorch, devices and settings.</para>
/// </example>
/// <example>
///   <summary>See who set the number of threads</summary>
///   <code>(Get-TorchRuntime).Settings</code>
///   <para>Returns one row per setting: its value, who set it, and the environment variable that decides.</para>
/// </example>
/// <seealso cref="SetTorchRuntimeCommand"/>
[Cmdlet(VerbsCommon.Get, "TorchRuntime")]
[OutputType(typeof(RuntimeReport))]
public sealed class GetTorchRuntimeCommand : FreezeCommand
{
    /// <inheritdoc/>
    protected override void Process() => WriteObject(RuntimeReport.Read((SessionState.PSVariable.GetValue("PSVersionTable") as IDictionary)?["PSVersion"]?.ToString()));
}
