BeforeDiscovery {
    $canInterrupt = $IsLinux -and @('Release', 'Debug' | Where-Object { [System.IO.File]::Exists("$PSScriptRoot/../../tools/Freeze.Shell/bin/$_/net10.0/Freeze.Shell.dll") }).Count -gt 0
}

BeforeAll {
    $script:shell = @('Release', 'Debug' | ForEach-Object { "$PSScriptRoot/../../tools/Freeze.Shell/bin/$_/net10.0/Freeze.Shell.dll" } | Where-Object { [System.IO.File]::Exists($_) })[0]
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $script:modules = "$PSScriptRoot/../fixtures/splitting"
    # libtorch, and with it TorchSharp's types, come with the first command.
    $null = Get-TorchRuntime
    [void][TorchSharp.torch]::manual_seed(5)
    $script:inputs = [TorchSharp.torch]::randn(@([long]24, 2, 8, 8))
    $script:samples = foreach ($i in 0..23) { [pscustomobject]@{ Input = $inputs[$i]; Label = $i % 3 } }
    $script:data = $samples | Import-TorchDataset
    $script:numbers = [TorchSharp.torch]::randn(@([long]24, 6))
}

Describe 'A TorchScript module in training' {
    # With libtorch's own executor (FREEZE_TUNE_TORCHSCRIPT=0), whose first passes round otherwise than later ones, the last of these resumes to other losses.
    It 'goes on from a checkpoint to the numbers of a run that was not interrupted: <_>' -ForEach 'rows_000_scripted', 'rows_020_scripted', 'rows_024_scripted' {
        $rows = foreach ($i in 0..23) { [pscustomobject]@{ Input = $numbers[$i]; Label = $i % 3 } }
        $data = $rows | Import-TorchDataset
        function Start-Whole([int] $Epochs, [string] $Path, [switch] $Resume) {
            Import-TorchModel -Path "$modules/$_.pt" | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 |
                Start-FineTune -Data $data -Epochs $Epochs -BatchSize 8 -Seed 1 -CheckpointPath $Path -Resume:$Resume -WarningAction Ignore
        }
        $whole = Start-Whole 4 "$TestDrive/$_-whole"
        $null = Start-Whole 2 "$TestDrive/$_-parts"
        $rest = Start-Whole 4 "$TestDrive/$_-parts" -Resume
        $rest.Epoch | Should -Be 3, 4
        ($rest.StepLosses -join ' ') | Should -Be (($whole | Select-Object -Last 2).StepLosses -join ' ')
    }

    It 'says in -Verbose how far its code proves a frozen beginning' {
        $model = Import-TorchModel -Path "$modules/clamped.pt"
        $said = $model | Set-LayerFreeze -Name conv -PassThru | New-GroupedOptimizer -LearningRate 0.01 |
            Start-FineTune -Data $data -BatchSize 8 -Seed 1 -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*The frozen beginning of clamped runs apart, up to conv*'
    }
}

Describe 'A TorchScript module whose forward pass never ends' -Skip:(-not $canInterrupt) {
    It 'is told of after Ctrl-C, with the way out' {
        $script = "Import-Module '$PSScriptRoot/../../Freeze.psd1'; `$m = Import-TorchModel -Path '$modules/endless.pt'; [Console]::Out.WriteLine('ready'); Invoke-TorchModel -Model `$m -InputObject (,[float[]](1..6))"
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
        foreach ($argument in $shell, '-Command', $script) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            $process.StandardOutput.ReadLine() | Should -Be 'ready'
            [System.Threading.Thread]::Sleep(1500)
            & kill -INT $process.Id
            $said = $process.StandardError.ReadLineAsync()
            $said.Wait(20000) | Should -BeTrue
            $said.Result | Should -BeLike "Invoke-TorchModel stops when the step*Stop-Process -Id $($process.Id) *"
        }
        finally { $process.Kill() }
    }
}
