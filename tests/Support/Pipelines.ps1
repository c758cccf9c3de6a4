# Pipelines on threads of their own, and what a command may leave on a thread. Dot-source it.

$FreezeModule = "$PSScriptRoot/../../Freeze.psd1"

# What must not leak from a command to the thread it ran on.
function Get-ThreadState {
    $flags = [System.Reflection.BindingFlags]'Static, Instance, NonPublic'
    $scopes = [TorchSharp.DisposeScopeManager].GetProperty('ThreadSingleton', $flags).GetValue($null)
    $open = [TorchSharp.DisposeScopeManager].GetProperty('CurrentDisposeScope', $flags).GetValue($scopes)
    "grad $([TorchSharp.torch]::is_grad_enabled()), inference $([TorchSharp.torch]::is_inference_mode_enabled()), scope $($null -ne $open)"
}

# Wrappers that nobody holds any more go with the collector.
function Get-TensorCount {
    foreach ($pass in 1..3) {
        [System.GC]::Collect()
        [System.GC]::WaitForPendingFinalizers()
    }
    [TorchSharp.torch+Tensor]::TotalCount
}

# A pipeline of its own, on a thread of its own, that can be stopped.
function Start-Pipeline([scriptblock] $Script, [hashtable] $State) {
    $runspace = [runspacefactory]::CreateRunspace([System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
    $runspace.Open()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $nothing = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $nothing.Complete()
    $null = $shell.AddScript("param(`$module, `$state)`nImport-Module `$module`n$Script").AddArgument($FreezeModule).AddArgument($State)
    [pscustomobject]@{ Shell = $shell; Runspace = $runspace; Output = $output; State = $State; Result = $shell.BeginInvoke($nothing, $output) }
}

function Wait-Until([scriptblock] $Condition) {
    $end = (Get-Date).AddSeconds(60)
    while (-not (& $Condition) -and (Get-Date) -lt $end) { Start-Sleep -Milliseconds 10 }
    & $Condition
}

function Stop-Pipeline($Pipeline) {
    $Pipeline.Shell.Stop()
    $Pipeline.Shell.InvocationStateInfo.State.ToString()
    $Pipeline.Shell.Dispose()
    $Pipeline.Runspace.Dispose()
}
