using System.Collections;
using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>Shows what the module runs on: versions, devices, threads, and the process settings that it has made.</summary>
/// <remarks>
/// <para>When libtorch loads, the module changes three things of the process, because each makes training up to several times faster: glibc keeps freed blocks instead
/// of returning them to the system, OpenMP's threads sleep sooner while they wait for each other, and there is one thread for each core that affinity and
/// control groups leave the process. Settings lists them with the variable that decides: FREEZE_TUNE_MALLOC, FREEZE_TUNE_OPENMP or FREEZE_TUNE_THREADS set to 0
/// before the first command leaves a thing as it is, and OMP_NUM_THREADS, MKL_NUM_THREADS, OMP_WAIT_POLICY and GOMP_SPINCOUNT count before the module's own choice.
/// FREEZE_LIBTORCH names another folder to load libtorch from.</para>
/// <para>glibc keeps blocks above 64 MB on the process's main thread only, where Freeze.Shell runs everything. pwsh runs pipelines on another thread: there, MALLOC_ARENA_MAX=1
/// in the environment before pwsh starts, with MALLOC_MMAP_THRESHOLD_ and MALLOC_TRIM_THRESHOLD_ set to 2147483647, saves about a seventh of the time of a step with such large tensors.</para>
/// </remarks>
/// <example>
///   <summary>All of it</summary>
///   <code>Get-TorchRuntime</code>
///   <para>Versions, where libtorch was loaded from, devices and settings.</para>
/// </example>
/// <example>
///   <summary>Who decided on the threads</summary>
///   <code>(Get-TorchRuntime).Settings</code>
///   <para>One row a setting: its value, who has made it, and the environment variable that decides.</para>
/// </example>
/// <seealso cref="SetTorchRuntimeCommand"/>
[Cmdlet(VerbsCommon.Get, "TorchRuntime")]
[OutputType(typeof(RuntimeReport))]
public sealed class GetTorchRuntimeCommand : FreezeCommand
{
    /// <inheritdoc/>
    protected override void Process() => WriteObject(RuntimeReport.Read((SessionState.PSVariable.GetValue("PSVersionTable") as IDictionary)?["PSVersion"]?.ToString()));
}
