BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7 -First 128

    function New-TestModel { New-TorchModel 'Flatten', 'Linear(784, 8)', 'Tanh', 'head: Linear(8, 2)' -Seed 1 }

    function Get-Weights($Model) { @(Get-ParameterReport $Model -Statistics).Norm }
}

Describe 'Start-FineTune -Schedule' {
    It 'moves every group from its own base rate' {
        $optimizer = New-TestModel | New-GroupedOptimizer -LearningRate 0.02 -Group @{ Layer = 'head'; LearningRate = 0.1 }
        $records = $optimizer | Start-FineTune -Data $data -Epochs 4 -Schedule Cosine
        foreach ($epoch in 0..3) {
            $factor = (1 + [Math]::Cos([Math]::PI * $epoch / 4)) / 2
            [Math]::Abs($records[$epoch].LearningRates.head - 0.1 * $factor) | Should -BeLessThan 1e-12
            [Math]::Abs($records[$epoch].LearningRates.default - 0.02 * $factor) | Should -BeLessThan 1e-12
        }
    }

    It 'takes options by PyTorch''s names' {
        $records = New-TestModel | New-GroupedOptimizer -LearningRate 1e-2 | Start-FineTune -Data $data -Epochs 4 -Schedule Step -ScheduleOption @{ step_size = 2; gamma = 0.1 }
        $records.LearningRates.default | ForEach-Object { [Math]::Round($_, 10) } | Should -Be 0.01, 0.01, 0.001, 0.001
    }

    It 'takes a script block, by step or by epoch' {
        $records = New-TestModel | New-GroupedOptimizer -LearningRate 1 | Start-FineTune -Data $data -Epochs 4 -Schedule { param($step, $total) 1 - $step / $total } -ScheduleOption @{ interval = 'epoch' }
        $records.LearningRates.default | Should -Be 1, 0.75, 0.5, 0.25
        $record = New-TestModel | New-GroupedOptimizer -LearningRate 1e-3 | Start-FineTune -Data $data -BatchSize 32 -Schedule { param($step, $total) $step + 10 * $total }
        [Math]::Round($record.LearningRates.default, 10) | Should -Be 0.043
    }

    It 'warms up before it begins' {
        $records = New-TestModel | New-GroupedOptimizer -LearningRate 0.1 | Start-FineTune -Data $data -Epochs 3 -BatchSize 32 -WarmupEpochs 1
        $records[0].LearningRates.default | Should -BeLessThan 0.1
        $records[1].LearningRates.default | Should -Be 0.1
    }

    It 'starts again at the initial rates in a second run' {
        $optimizer = New-TestModel | New-GroupedOptimizer -LearningRate 0.1
        $null = $optimizer | Start-FineTune -Data $data -Epochs 3 -Schedule Exponential -ScheduleOption @{ gamma = 0.5 }
        ($optimizer | Start-FineTune -Data $data).LearningRates.default | Should -Be 0.1
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'an unknown schedule'; Arguments = @{ Schedule = 'Cosin' }; Expected = 'Cosine' }
        @{ Name = 'an unknown option'; Arguments = @{ Schedule = 'Step'; ScheduleOption = @{ step_sise = 2 } }; Expected = 'step_size' }
        @{ Name = 'options without a schedule'; Arguments = @{ ScheduleOption = @{ gamma = 2 } }; Expected = '-Schedule' }
        @{ Name = 'a script block that fails'; Arguments = @{ Schedule = { throw 'oops' } }; Expected = 'oops' }
        @{ Name = 'a factor that is no number'; Arguments = @{ Schedule = { 'many' } }; Expected = 'factor' }
    ) {
        $optimizer = New-TestModel | New-GroupedOptimizer
        $failure = try { $optimizer | Start-FineTune -Data $data @Arguments } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
        "$failure" | Should -Match $Expected
    }
}

Describe 'Start-FineTune -AccumulationSteps' {
    It 'takes the step of the whole batch' {
        $whole, $parts = (New-TestModel), (New-TestModel)
        $null = $whole | New-GroupedOptimizer -LearningRate 0.1 -Momentum 0.9 | Start-FineTune -Data $data -NoShuffle -BatchSize 64 -Epochs 2
        $record = $parts | New-GroupedOptimizer -LearningRate 0.1 -Momentum 0.9 | Start-FineTune -Data $data -NoShuffle -BatchSize 16 -AccumulationSteps 4 -Epochs 2 | Select-Object -Last 1
        $record.StepLosses.Count | Should -Be 8
        $expected, $got = (Get-Weights $whole), (Get-Weights $parts)
        foreach ($i in 0..3) { [Math]::Abs($got[$i] - $expected[$i]) | Should -BeLessThan (1e-5 * $expected[$i] + 1e-6) }
    }

    It 'refuses less than one' {
        $optimizer = New-TestModel | New-GroupedOptimizer
        { $optimizer | Start-FineTune -Data $data -AccumulationSteps 0 -ErrorAction Stop } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
    }
}

Describe 'Start-FineTune -ClipNorm and -ClipValue' {
    It 'let no step be longer than the norm allows' {
        $model = New-TestModel
        $before = $model | Copy-TorchModel
        $null = $model | New-GroupedOptimizer -LearningRate 1 | Start-FineTune -Data $data -BatchSize 128 -ClipNorm 0.01
        $rows = Compare-TorchModel $before $model
        ($rows | Measure-Object MaxAbsoluteDifference -Maximum).Maximum | Should -BeLessThan 0.0101
        ($rows | Measure-Object MaxAbsoluteDifference -Maximum).Maximum | Should -BeGreaterThan 0
    }

    It 'let no element move further than the value allows' {
        $model = New-TestModel
        $before = $model | Copy-TorchModel
        $null = $model | New-GroupedOptimizer -LearningRate 1 | Start-FineTune -Data $data -BatchSize 128 -ClipValue 0.0005
        (Compare-TorchModel $before $model | Measure-Object MaxAbsoluteDifference -Maximum).Maximum | Should -BeLessThan 0.000501
    }
}

Describe 'Start-FineTune with LBFGS' {
    It 'trains' {
        $records = New-TestModel | New-GroupedOptimizer -Algorithm LBFGS -LearningRate 0.5 | Start-FineTune -Data $data -BatchSize 128 -NoShuffle -Epochs 3
        $records[2].TrainLoss | Should -BeLessThan $records[0].TrainLoss
    }

    It 'goes with neither accumulation nor clipping' {
        $optimizer = New-TestModel | New-GroupedOptimizer -Algorithm LBFGS
        { $optimizer | Start-FineTune -Data $data -ClipNorm 1 -ErrorAction Stop } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
    }
}
