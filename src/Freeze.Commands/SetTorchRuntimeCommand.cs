using System.Globalization;
using System.Management.Automation;
using Freeze.Libtorch;
using TorchSharp;

namespace Freeze.Commands;

/// <summary>Sets the number of computing threads, the random seed, and the use of deterministic algorithms.</summary>
/// <remarks>
/// <para>Settings last until they are set again or the process ends. The number of threads applies to the thread that the session runs on, and to threads
/// that have not computed anything yet.</para>
/// <para>-Seed seeds libtorch's random numbers for the whole process; commands with their own -Seed use that one. With -Deterministic, an operation without a
/// deterministic algorithm is an error; -Deterministic:$false allows it again. Start-FineTune -Deterministic does this for one run.</para>
/// </remarks>
/// <example>
///   <summary>Compute on one thread</summary>
///   <code>Set-TorchRuntime -Threads 1
/// Get-TorchRuntime | Select-Object Threads, Cores</code>
///   <para>All further computing uses one thread.</para>
/// </example>
/// <example>
///   <summary>Get the same random numbers every time</summary>
///   <code>Set-TorchRuntime -Seed 7 -Deterministic
/// [TorchSharp.torch]::rand(3).ToString('julia')
/// Set-TorchRuntime -Deterministic:$false</code>
///   <para>Seeds libtorch, allows only deterministic algorithms for a while, then all again.</para>
/// </example>
/// <seealso cref="GetTorchRuntimeCommand"/>
[Cmdlet(VerbsCommon.Set, "TorchRuntime", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(void))]
public sealed class SetTorchRuntimeCommand : FreezeCommand
{
    /// <summary>Number of computing threads; one per core is fastest.</summary>
    [Parameter]
    public int? Threads { get; set; }

    /// <summary>Seed of libtorch's random numbers.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>Allows only algorithms that give the same bits every time.</summary>
    [Parameter]
    public SwitchParameter Deterministic { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Threads is { } threads && Agreed("compute with {0} threads", threads))
            ThreadSettings.Set(threads);
        if (Seed is { } seed && Agreed("seed the random numbers with {0}", seed))
            torch.manual_seed(seed);
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Deterministic)) && Agreed(Deterministic ? "use deterministic algorithms only" : "use every algorithm", 0))
            DeterministicAlgorithms.Set(Deterministic);
    }

    private bool Agreed(string action, long value) => ShouldProcess("libtorch in this process", string.Format(CultureInfo.InvariantCulture, action, value));
}
