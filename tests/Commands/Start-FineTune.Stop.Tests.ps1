BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    . "$PSScriptRoot/../Support/Pipelines.ps1"
    $files = "$PSScriptRoot/../../examples/data"
    $images = @{ Class = 5, 6, 7, 8, 9; Padding = 2; Mean = 0.2860; StandardDeviation = 0.3530; Channels = 3 }
    $train = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" @images -First 128
    $test = Import-TorchDataset "$files/t10k-images-idx3-ubyte.gz" @images -First 64

    function New-TestOptimizer {
        $model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5 -Seed 3
        $model | Set-LayerFreeze -Through layer3 -AllowUninitialized
        $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
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
