BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $files = "$PSScriptRoot/../../examples/data"
    $images = @{ Class = 5, 6, 7, 8, 9; Padding = 2; Mean = 0.2860; StandardDeviation = 0.3530; Channels = 3 }
    $train = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" @images -First 320
    $test = Import-TorchDataset "$files/t10k-images-idx3-ubyte.gz" @images -First 200

    function New-TestOptimizer([string] $Through = 'layer3') {
        $model = Import-TorchModel resnet18 -Width 16 -Stem Small -Weights "$files/narrow16_pretrained_0to4.pth" -ClassCount 5 -ResetHead -Seed 3
        $model | Set-LayerFreeze -Through $Through
        $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'fc'; LearningRate = 0.05 }
    }
}

Describe 'Start-FineTune' {
    Context 'the records' {
        BeforeAll {
            $optimizer = New-TestOptimizer
            $records = @($optimizer | Start-FineTune -Data $train -Validation $test -Epochs 2 -BatchSize 64 -Seed 1)
        }

        It 'are one an epoch, counted from 1' {
            $records.Epoch | Should -Be 1, 2
            $records[0].PSObject.TypeNames | Should -Contain 'Freeze.EpochRecord'
        }

        It 'say what was trained, at which rate, how fast, and that the frozen layers stayed' {
            $last = $records[1]
            $last.FrozenIntact | Should -BeTrue
            $last.TrainableCount | Should -Be $optimizer.Model.TrainableCount
            $last.LearningRates.fc | Should -Be 0.05
            $last.LearningRates.default | Should -Be 0.01
            $last.StepLosses.Count | Should -Be 5
            $last.Duration.TotalSeconds | Should -BeGreaterThan 0
            $last.SamplesPerSecond | Should -BeGreaterThan 0
            $last.RunId | Should -Be $records[0].RunId
        }

        It 'tell what was learned' {
            $records[1].TrainLoss | Should -BeLessThan $records[0].TrainLoss
            $records[1].Accuracy | Should -BeGreaterThan 0.5
            $records[1].ValidationLoss | Should -BeLessThan 1.6
        }

        It 'agree with Test-TorchModel afterwards' {
            $evaluation = $optimizer.Model | Test-TorchModel $test -BatchSize 64
            $evaluation.Accuracy | Should -Be $records[1].Accuracy
            $evaluation.Count | Should -Be 200
        }
    }

    It 'gives the same bits for the same seed' {
        $first = New-TestOptimizer | Start-FineTune -Data $train -BatchSize 64 -Seed 5
        $second = New-TestOptimizer | Start-FineTune -Data $train -BatchSize 64 -Seed 5
        $second.StepLosses | Should -Be $first.StepLosses
        $other = New-TestOptimizer | Start-FineTune -Data $train -BatchSize 64 -Seed 6
        $other.StepLosses[0] | Should -Not -Be $first.StepLosses[0]
    }

    It 'takes the data in its own order with -NoShuffle' {
        $first = New-TestOptimizer | Start-FineTune -Data $train -BatchSize 64 -Seed 5 -NoShuffle
        $second = New-TestOptimizer | Start-FineTune -Data $train -BatchSize 64 -Seed 6 -NoShuffle
        $second.StepLosses | Should -Be $first.StepLosses
    }

    It 'leaves out a last batch that is not full with -DropLast' {
        (New-TestOptimizer | Start-FineTune -Data $train -BatchSize 100 -DropLast).StepLosses.Count | Should -Be 3
        (New-TestOptimizer | Start-FineTune -Data $train -BatchSize 100).StepLosses.Count | Should -Be 4
    }

    It 'stops when the pipeline has what it wants, and leaves the model usable' {
        $optimizer = New-TestOptimizer
        $records = @($optimizer | Start-FineTune -Data $train -Epochs 50 -BatchSize 64 | Select-Object -First 1)
        $records.Count | Should -Be 1
        $optimizer.Model.Module.training | Should -BeFalse
        ($optimizer.Model | Test-TorchModel $test).Count | Should -Be 200
    }

    It 'trains nothing under -WhatIf' {
        $optimizer = New-TestOptimizer
        $before = @(Get-ParameterReport $optimizer.Model -Statistics).Norm
        $optimizer | Start-FineTune -Data $train -WhatIf | Should -BeNullOrEmpty
        @(Get-ParameterReport $optimizer.Model -Statistics).Norm | Should -Be $before
    }

    It 'starts a second run at epoch 1 and keeps the plan' {
        $optimizer = New-TestOptimizer
        $null = $optimizer | Start-FineTune -Data $train -BatchSize 64
        $record = $optimizer | Start-FineTune -Data $train -BatchSize 64
        $record.Epoch | Should -Be 1
        $record.FrozenIntact | Should -BeTrue
        $optimizer.Model.FrozenCount | Should -BeGreaterThan 0
    }

    It 'proves nothing with -SkipFrozenProof' {
        (New-TestOptimizer | Start-FineTune -Data $train -BatchSize 64 -SkipFrozenProof).FrozenIntact | Should -BeNullOrEmpty
    }

    It 'marks what it trained' {
        $optimizer = New-TestOptimizer
        $null = $optimizer | Start-FineTune -Data $train -BatchSize 64
        $rows = Get-ParameterReport $optimizer.Model
        ($rows | Where-Object Name -EQ 'layer4.0.conv1.weight').Provenance | Should -Be 'Trained'
        ($rows | Where-Object Name -EQ 'layer1.0.conv1.weight').Provenance | Should -Be 'Checkpoint'
    }

    Context 'metrics and patience' {
        It 'carries the metrics asked for' {
            $record = New-TestOptimizer | Start-FineTune -Data $train -Validation $test -BatchSize 64 -Metric F1, accuracy
            $record.Metrics.Keys | Should -Be 'F1', 'Accuracy'
            $record.Metrics.Accuracy | Should -Be $record.Accuracy
            $record.Metrics.F1 | Should -BeGreaterThan 0
            $record.Metrics.F1 | Should -BeLessThan 1
        }

        It 'refuses a metric that there is not, or that nothing is there for' {
            { New-TestOptimizer | Start-FineTune -Data $train -Validation $test -Metric F2 } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
            { New-TestOptimizer | Start-FineTune -Data $train -Validation $test -Metric R2 } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
            { New-TestOptimizer | Start-FineTune -Data $train -Metric F1 } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
        }

        It 'ends when it gets no better, with the best weights' {
            $optimizer = New-TestOptimizer
            # From the third epoch on, the rates are far too high.
            $records = @($optimizer | Start-FineTune -Data $train -Validation $test -Epochs 9 -BatchSize 64 -Seed 1 -Patience 2 -Schedule { param($step, $total) if ($step -lt 10) { 1 } else { 300 } })
            $best = ($records | Where-Object IsBest)[-1]
            $records.Count | Should -Be ($best.Epoch + 2)
            $records.Count | Should -BeLessThan 9
            $score = Test-TorchModel $optimizer.Model -Data $test -BatchSize 64
            # Within a run, frozen layers are computed with their normalisation folded in.
            [Math]::Abs($score.Loss / $best.ValidationLoss - 1) | Should -BeLessThan 1e-5
        }

        It 'holds the best weights too when the pipeline ends early' {
            $optimizer = New-TestOptimizer
            $record = $optimizer | Start-FineTune -Data $train -Validation $test -Epochs 9 -BatchSize 64 -Patience 3 | Select-Object -First 1
            [Math]::Abs((Test-TorchModel $optimizer.Model -Data $test -BatchSize 64).Loss / $record.ValidationLoss - 1) | Should -BeLessThan 1e-5
        }

        It 'refuses a patience of 0' {
            { New-TestOptimizer | Start-FineTune -Data $train -Patience 0 } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
        }
    }

    Context 'batches and class weights' {
        BeforeAll {
            $part = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -First 40
            $weights = 1, 2, 0.5, 3, 0.25

            function New-SmallOptimizer {
                New-TorchModel 'Flatten', 'Linear(784, 12)', 'Tanh', 'Linear(12, 5)' -Seed 1 | New-GroupedOptimizer -LearningRate 0.1
            }
        }

        It 'takes the step of one large batch with -AccumulationSteps, also where the last batch is smaller: <Name>' -ForEach @(
            @{ Name = 'plain'; Arguments = @{} }
            @{ Name = 'class weights'; Arguments = @{ ClassWeight = 1, 2, 0.5, 3, 0.25 } }
            @{ Name = 'class weights and label smoothing'; Arguments = @{ ClassWeight = 1, 2, 0.5, 3, 0.25; LabelSmoothing = 0.1 } }
        ) {
            $large, $small = 1..2 | ForEach-Object { New-SmallOptimizer }
            $one = $large | Start-FineTune -Data $part -NoShuffle -BatchSize 40 @Arguments
            $many = $small | Start-FineTune -Data $part -NoShuffle -BatchSize 16 -AccumulationSteps 3 @Arguments
            $many.StepLosses.Count | Should -Be 3
            [Math]::Abs($many.TrainLoss - $one.TrainLoss) | Should -BeLessThan 1e-6
            foreach ($row in Compare-TorchModel $large.Model $small.Model) { $row.MaxAbsoluteDifference | Should -BeLessThan 1e-6 }
        }

        It 'gives a weighted validation loss that does not depend on the size of batches' {
            $losses = foreach ($size in 40, 16, 7) { (New-SmallOptimizer | Start-FineTune -Data $part -Validation $part -NoShuffle -BatchSize $size -ClassWeight $weights -Schedule { 0 }).ValidationLoss }
            [Math]::Abs($losses[1] - $losses[0]) | Should -BeLessThan 1e-6
            [Math]::Abs($losses[2] - $losses[0]) | Should -BeLessThan 1e-6
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'too few class weights'; Arguments = @{ ClassWeight = 1, 2 } }
            @{ Name = 'a class weight below 0'; Arguments = @{ ClassWeight = 1, 1, -1, 1, 1 } }
            @{ Name = 'a class weight that is no number'; Arguments = @{ ClassWeight = 1, 1, [double]::NaN, 1, 1 } }
            @{ Name = 'class weights that are all 0'; Arguments = @{ ClassWeight = 0, 0, 0, 0, 0 } }
            @{ Name = 'a schedule that returns nothing'; Arguments = @{ Schedule = { } } }
            @{ Name = 'an empty path'; Arguments = @{ CheckpointPath = '' } }
        ) {
            { New-SmallOptimizer | Start-FineTune -Data $part @Arguments } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
        }
    }

    It 'reports a loss that is no number before the step is taken' {
        $model = Import-TorchModel resnet18 -Width 16 -Stem Small -Weights "$files/narrow16_pretrained_0to4.pth" -ClassCount 5
        $optimizer = $model | New-GroupedOptimizer -LearningRate 1e30
        { $optimizer | Start-FineTune -Data $train -BatchSize 64 -ErrorAction Stop } | Should -Throw -ErrorId 'LossNotFinite,Freeze.Commands.StartFineTuneCommand'
    }
}
