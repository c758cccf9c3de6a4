BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $module = "$PSScriptRoot/../../Freeze.psd1"
    $files = "$PSScriptRoot/../../examples/data"
    $images = @{ Class = 5, 6, 7, 8, 9; Padding = 2; Mean = 0.2860; StandardDeviation = 0.3530; Channels = 3 }
    $train = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" @images -First 128
    $test = Import-TorchDataset "$files/t10k-images-idx3-ubyte.gz" @images -First 64

    function New-TestOptimizer {
        $model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5 -Seed 3
        $model | Set-LayerFreeze -Through layer3 -AllowUninitialized
        $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
    }

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
        $null = $shell.AddScript("param(`$module, `$state)`nImport-Module `$module`n$Script").AddArgument($module).AddArgument($State)
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

    $usual = Get-ThreadState
}

Describe 'Stopping Start-FineTune' {
    BeforeAll {
        $optimizer = New-TestOptimizer
        # Once to its end, so that the optimizer has its state and counts can be compared.
        $null = $optimizer | Start-FineTune -Data $train -BatchSize 16
        $state = [hashtable]::Synchronized(@{ Optimizer = $optimizer; Data = $train; Test = $test; Steps = 0; Thread = '' })
    }

    Context 'in the middle of an epoch' {
        BeforeAll {
            $before = Get-TensorCount
            $state.Steps = 0
            $pipeline = Start-Pipeline -State $state -Script {
                $state.Grad = [TorchSharp.torch]::is_grad_enabled()
                try {
                    Start-FineTune -Optimizer $state.Optimizer -Data $state.Data -Epochs 100000 -BatchSize 16 -Schedule { param($step, $total) $state.Steps = $step; 1 } -ScheduleOption @{ interval = 'step' }
                }
                finally {
                    $state.GradAfter = [TorchSharp.torch]::is_grad_enabled()
                }
            }
            $began = Wait-Until { $state.Steps -gt 20 }
            $ended = Stop-Pipeline $pipeline
            $steps = $state.Steps
        }

        It 'ends it' {
            $began | Should -BeTrue
            $ended | Should -Be 'Stopped'
            Start-Sleep -Milliseconds 200
            $state.Steps | Should -Be $steps
            $steps | Should -BeLessThan 100000
        }

        It 'leaves the thread as it was' {
            $state.Grad | Should -BeTrue
            $state.GradAfter | Should -BeTrue
            Get-ThreadState | Should -Be $usual
        }

        It 'leaves no tensors but the model''s and the optimizer''s' {
            Get-TensorCount | Should -Be $before
        }

        It 'leaves the model usable, frozen as it was' {
            $model = $optimizer.Model
            $model.Module.training | Should -BeFalse
            @($model.Layers | Where-Object Name -Like 'layer1*' | ForEach-Object { "$($_.State)" } | Select-Object -Unique) | Should -Be 'Frozen'
            ($model | Test-TorchModel $test).Count | Should -Be 64
            $record = $optimizer | Start-FineTune -Data $train -BatchSize 16
            $record.FrozenIntact | Should -BeTrue
            $record.TrainableCount | Should -Be $model.TrainableCount
        }
    }

    It 'gives the plan back that -FreezeEpochs lay over, so that the same command can begin again' {
        $own = New-TestOptimizer
        $trainable = $own.Model.TrainableCount
        $state.Own = $own
        $state.Steps = 0
        $pipeline = Start-Pipeline -State $state -Script {
            Start-FineTune -Optimizer $state.Own -Data $state.Data -Epochs 100000 -FreezeEpochs 90000 -BatchSize 16 -Schedule { param($step, $total) $state.Steps = $step; 1 } -ScheduleOption @{ interval = 'step' }
        }
        Wait-Until { $state.Steps -gt 3 } | Should -BeTrue
        Stop-Pipeline $pipeline | Should -Be 'Stopped'
        $own.Model.TrainableCount | Should -Be $trainable
        $records = @($own | Start-FineTune -Data $train -Epochs 2 -FreezeEpochs 1 -BatchSize 32)
        $records[0].TrainableCount | Should -BeLessThan $trainable
        $records[1].TrainableCount | Should -Be $trainable
    }

    It 'ends it while a command behind it works' {
        $before = Get-TensorCount
        $state.Waiting = $false
        $pipeline = Start-Pipeline -State $state -Script {
            Start-FineTune -Optimizer $state.Optimizer -Data $state.Data -Epochs 100000 -BatchSize 16 | ForEach-Object { $state.Waiting = $true; while ($true) { $null = 1 } }
        }
        Wait-Until { $state.Waiting } | Should -BeTrue
        Stop-Pipeline $pipeline | Should -Be 'Stopped'
        $optimizer.Model.Module.training | Should -BeFalse
        Get-TensorCount | Should -Be $before
    }

    It 'ends it inside a schedule of the user''s own' {
        $before = Get-TensorCount
        $state.Waiting = $false
        $pipeline = Start-Pipeline -State $state -Script {
            Start-FineTune -Optimizer $state.Optimizer -Data $state.Data -BatchSize 16 -Schedule { param($step, $total) $state.Waiting = $true; while ($true) { $null = 1 } }
        }
        Wait-Until { $state.Waiting } | Should -BeTrue
        Stop-Pipeline $pipeline | Should -Be 'Stopped'
        $optimizer.Model.Module.training | Should -BeFalse
        Get-TensorCount | Should -Be $before
    }

    It 'ends it while it evaluates' {
        $before = Get-TensorCount
        $state.Steps = 0
        $state.Test = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" @images
        $pipeline = Start-Pipeline -State $state -Script {
            Start-FineTune -Optimizer $state.Optimizer -Data $state.Data -Validation $state.Test -Epochs 100 -BatchSize 8 -Schedule { param($step, $total) $state.Steps = $step; 1 } -ScheduleOption @{ interval = 'step' }
        }
        # The last step of the first epoch, after which there are thousands of samples to evaluate.
        Wait-Until { $state.Steps -ge 15 } | Should -BeTrue
        Start-Sleep -Milliseconds 300
        Stop-Pipeline $pipeline | Should -Be 'Stopped'
        $optimizer.Model.Module.training | Should -BeFalse
        Get-TensorCount | Should -Be $before
    }

    It 'by Select-Object -First leaves model, thread and tensors as Ctrl-C does' {
        $before = Get-TensorCount
        $record = $optimizer | Start-FineTune -Data $train -Epochs 100 -BatchSize 16 | Select-Object -First 1
        $record.Epoch | Should -Be 1
        $optimizer.Model.Module.training | Should -BeFalse
        Get-ThreadState | Should -Be $usual
        Get-TensorCount | Should -Be $before
    }

    It 'by an error in <Case> leaves them so too' -ForEach @(
        @{ Case = 'a schedule'; Parameters = @{ Schedule = { param($step, $total) if ($step -eq 5) { throw 'mine' } 1 }; ScheduleOption = @{ interval = 'step' } } }
        @{ Case = 'the loss'; Parameters = @{ Schedule = { param($step, $total) if ($step -eq 5) { 1e30 } else { 1 } }; ScheduleOption = @{ interval = 'step' } } }
        @{ Case = 'a command behind it'; Behind = $true; Parameters = @{} }
    ) {
        $optimizer = New-TestOptimizer
        $null = $optimizer | Start-FineTune -Data $train -BatchSize 16
        $before = Get-TensorCount
        { $optimizer | Start-FineTune -Data $train -Epochs 3 -BatchSize 16 @Parameters -ErrorAction Stop | ForEach-Object { if ($Behind) { throw 'behind' } } } | Should -Throw
        $optimizer.Model.Module.training | Should -BeFalse
        Get-ThreadState | Should -Be $usual
        Get-TensorCount | Should -Be $before
    }
}

Describe 'One model in two places' {
    It 'is refused to a second run and to other threads while it trains, and the run goes on undisturbed' {
        $optimizer = New-TestOptimizer
        $second = $optimizer.Model | New-GroupedOptimizer -LearningRate 0.01
        $state = [hashtable]::Synchronized(@{ Optimizer = $optimizer; Data = $train; Steps = 0; End = $false })
        $pipeline = Start-Pipeline -State $state -Script {
            Start-FineTune -Optimizer $state.Optimizer -Data $state.Data -Epochs 2 -BatchSize 16 -ScheduleOption @{ interval = 'step' } -Schedule {
                param($step, $total)
                $state.Steps = $step
                while ($step -eq 3 -and -not $state.End) { [System.Threading.Thread]::Sleep(10) }
                1
            }
        }
        try {
            Wait-Until { $state.Steps -eq 3 } | Should -BeTrue
            $busy = @{
                'Start-FineTune'      = { $second | Start-FineTune -Data $train }
                'Find-LearningRate'   = { $second | Find-LearningRate -Data $train -Steps 3 }
                'Test-TorchModel'     = { $optimizer.Model | Test-TorchModel $test }
                'Invoke-TorchModel'   = { $optimizer.Model | Invoke-TorchModel -InputObject ([TorchSharp.torch]::rand(1, 3, 32, 32)) }
                'Copy-TorchModel'     = { $optimizer.Model | Copy-TorchModel }
                'Set-LayerFreeze'     = { $optimizer.Model | Set-LayerFreeze layer4 -AllowUninitialized }
            }
            foreach ($name in $busy.Keys) { $busy[$name] | Should -Throw -ErrorId 'ModelBusy,*' -Because $name }
        }
        finally {
            $state.End = $true
        }
        Wait-Until { $pipeline.Result.IsCompleted } | Should -BeTrue
        $pipeline.Shell.HadErrors | Should -BeFalse
        $pipeline.Output.Count | Should -Be 2
        $pipeline.Output[1].FrozenIntact | Should -BeTrue
        $pipeline.Shell.Dispose()
        $pipeline.Runspace.Dispose()
        ($second | Start-FineTune -Data $train -BatchSize 32).Epoch | Should -Be 1
    }

    It 'may be evaluated, and trained by another optimizer, between two epochs of its own pipeline' {
        $optimizer = New-TestOptimizer
        $second = $optimizer.Model | New-GroupedOptimizer -LearningRate 0.01
        $records = @($optimizer | Start-FineTune -Data $train -Epochs 2 -BatchSize 32 | ForEach-Object { $_; $second | Start-FineTune -Data $train -BatchSize 32; $null = $optimizer.Model | Test-TorchModel $test })
        @($records | ForEach-Object { $_.Epoch }) -join ' ' | Should -Be '1 1 2 1'
    }

    It 'trains on as if nothing had been, when <Command> has it in the middle of an epoch' -ForEach @(
        @{ Command = 'Test-TorchModel'; Look = { param($model) $null = $model | Test-TorchModel $test } }
        @{ Command = 'Invoke-TorchModel'; Look = { param($model) $null = $model | Invoke-TorchModel -InputObject $test } }
    ) {
        $losses = foreach ($at in 1000, 3) {
            $optimizer = New-TestOptimizer
            $record = $optimizer | Start-FineTune -Data $train -BatchSize 16 -Seed 1 -ScheduleOption @{ interval = 'step' } -Schedule {
                param($step, $total)
                if ($step -eq $at) { & $Look $optimizer.Model }
                1
            }
            $record.StepLosses -join ' '
        }
        $losses[1] | Should -Be $losses[0]
    }
}

Describe 'The thread of a command' {
    It 'is as it was after every command' {
        $optimizer = New-TestOptimizer
        $model = $optimizer.Model
        $commands = [ordered]@{
            'Copy-TorchModel'       = { $model | Copy-TorchModel }
            'Set-LayerFreeze'       = { $model | Set-LayerFreeze layer4 -AllowUninitialized; $model | Set-LayerFreeze layer4 -Unfreeze }
            'Get-ParameterReport'   = { Get-ParameterReport $model -Statistics }
            'New-GroupedOptimizer'  = { $model | New-GroupedOptimizer }
            'Find-LearningRate'     = { $optimizer | Find-LearningRate -Data $train -Steps 3 -WarningAction SilentlyContinue }
            'Start-FineTune'        = { $optimizer | Start-FineTune -Data $train -Validation $test }
            'Test-TorchModel'       = { $model | Test-TorchModel $test }
            'Invoke-TorchModel'     = { $model | Invoke-TorchModel -InputObject ([TorchSharp.torch]::rand(1, 3, 32, 32)) }
            'Compare-TorchModel'    = { Compare-TorchModel $model $model }
            'Export-TorchModel'     = { $model | Export-TorchModel (Join-Path $TestDrive model.safetensors) -Force }
            'Import-TorchModel'     = { Import-TorchModel -Path (Join-Path $TestDrive model.safetensors) }
            'Export-OptimizerState' = { Export-OptimizerState $optimizer (Join-Path $TestDrive state.safetensors) -Force }
            'Import-OptimizerState' = { Import-OptimizerState $optimizer (Join-Path $TestDrive state.safetensors) }
            'Export-ImageGrid'      = { Export-ImageGrid -Data $test -Path (Join-Path $TestDrive grid.png) -Force }
        }
        $changed = foreach ($name in $commands.Keys) {
            $null = & $commands[$name]
            if ((Get-ThreadState) -ne $usual) { "$name leaves $(Get-ThreadState)" }
        }
        $changed | Should -BeNullOrEmpty
    }
}

Describe 'Start-FineTune on several threads' {
    BeforeAll {
        function New-PlainOptimizer([int] $Seed) {
            $model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5 -Seed $Seed
            $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
        }
        $alone = foreach ($seed in 1, 2) { (New-PlainOptimizer $seed | Start-FineTune -Data $train -BatchSize 32 -Seed $seed).TrainLoss }
    }

    It 'trains separate models in thread jobs as it does alone' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $jobs = foreach ($seed in 1, 2) {
            $own = New-PlainOptimizer $seed
            Start-ThreadJob {
                Import-Module $using:module
                Start-FineTune -Optimizer $using:own -Data $using:train -BatchSize 32 -Seed $using:seed
                if (-not [TorchSharp.torch]::is_grad_enabled()) { throw 'grad mode leaked' }
            }
        }
        $records = @($jobs | Wait-Job | Receive-Job -ErrorAction Stop)
        $records.Count | Should -Be 2
        $found = @($records.TrainLoss | Sort-Object)
        $expected = @($alone | Sort-Object)
        foreach ($i in 0, 1) { [Math]::Abs($found[$i] - $expected[$i]) | Should -BeLessThan 1e-3 }
        $jobs | Remove-Job
    }

    It 'gives models and runs in ForEach-Object -Parallel the random numbers of their own seeds' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $work = {
            $model = New-TorchModel 'Flatten', 'Linear(3072, 32)', 'ReLU', 'Dropout(0.5)', 'Linear(32, 5)' -Seed $seed
            ($model | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $train -BatchSize 8 -Seed $seed -Epochs 3).StepLosses -join ' '
        }
        $expected = foreach ($seed in 1..3) { & $work }
        $text = "$work"
        $found = @(1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
                Import-Module $using:module
                $seed = $_
                $train = $using:train
                [pscustomobject]@{ Seed = $seed; Losses = & ([scriptblock]::Create($using:text)) }
            } | Sort-Object Seed | ForEach-Object { $_.Losses })
        $found -join "`n" | Should -Be ($expected -join "`n")
    }

    It 'trains separate models in ForEach-Object -Parallel as it does alone' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $optimizers = @(New-PlainOptimizer 1; New-PlainOptimizer 2)
        $records = @(1, 2 | ForEach-Object -ThrottleLimit 2 -Parallel {
                Import-Module $using:module
                Start-FineTune -Optimizer ($using:optimizers)[$_ - 1] -Data $using:train -BatchSize 32 -Seed $_
            })
        $records.Count | Should -Be 2
        $found = @($records.TrainLoss | Sort-Object)
        $expected = @($alone | Sort-Object)
        foreach ($i in 0, 1) { [Math]::Abs($found[$i] - $expected[$i]) | Should -BeLessThan 1e-3 }
        Get-ThreadState | Should -Be $usual
    }
}
