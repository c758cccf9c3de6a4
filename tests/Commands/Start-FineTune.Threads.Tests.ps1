BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    . "$PSScriptRoot/../Support/Pipelines.ps1"
    $module = $FreezeModule
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
                'Export-OptimizerState' = { $optimizer | Export-OptimizerState "$TestDrive/busy.safetensors" }
                'Import-OptimizerState' = { $optimizer | Import-OptimizerState "$TestDrive/idle.safetensors" }
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
