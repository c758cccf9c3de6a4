BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/train-images-idx3-ubyte.gz" -Class 7 -First 96 -Mean 0.5 -StandardDeviation 0.5
    $adam = @{ Algorithm = 'Adam'; LearningRate = 1e-3; Beta1 = 0.5 }
    $run = @{ Data = $data; LatentSize = 8; Seed = 1 }

    # Small layers of each kind: linear ones, and the narrowest convolutions with normalisation.
    function New-TestPair([switch] $Convolution) {
        if ($Convolution) {
            $g = Import-TorchModel dcgan_generator -ImageSize 28 -InputChannels 1 -Width 4 -LatentSize 8 -Seed 1
            $d = Import-TorchModel dcgan_discriminator -ImageSize 28 -InputChannels 1 -Width 4 -Seed 2
        }
        else {
            $g = New-TorchModel -Name g -Layer 'Linear(8, 32)', 'BatchNorm1d(32)', 'ReLU', 'Linear(32, 784)', 'Tanh', 'Unflatten(1, (1, 28, 28))' -Seed 1
            $d = New-TorchModel -Name d -Layer 'Flatten', 'Linear(784, 32)', 'LeakyReLU(0.2)', 'Linear(32, 16)', 'LeakyReLU(0.2)', 'Linear(16, 1)' -Seed 2
        }
        [pscustomobject]@{ Generator = $g | New-GroupedOptimizer @adam; Discriminator = $d | New-GroupedOptimizer @adam }
    }
}

Describe 'Start-AdversarialTraining' {
    Context 'the records' {
        BeforeAll {
            $pair = New-TestPair
            $records = @(Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -Epochs 2)
        }

        It 'are one an epoch, counted from 1' {
            $records.Epoch | Should -Be 1, 2
            $records[0].PSObject.TypeNames | Should -Contain 'Freeze.AdversarialRecord'
        }

        It 'say how both did, at which rates, and that each stayed while it was frozen' {
            $last = $records[1]
            $last.GeneratorIntact | Should -BeTrue
            $last.DiscriminatorIntact | Should -BeTrue
            $last.GeneratorLoss | Should -BeGreaterThan 0
            $last.DiscriminatorLoss | Should -BeGreaterThan 0
            $last.RealScore | Should -BeGreaterThan $last.FakeScore
            $last.LearningRates.Keys | Should -Be 'generator.default', 'discriminator.default'
            $last.GeneratorStepLosses.Count | Should -Be 3
            $last.DiscriminatorStepLosses.Count | Should -Be 3
            $last.Duration.TotalSeconds | Should -BeGreaterThan 0
            $last.RunId | Should -Be $records[0].RunId
        }

        It 'fit on a line' {
            $text = $records | Format-Table | Out-String
            $text | Should -Match 'GeneratorLoss +DiscriminatorLoss +RealScore +FakeScore'
            $text | Should -Match 'intact'
        }

        It 'leave both networks ready for use' {
            $pair.Generator.Model.Module.training | Should -BeFalse
            $pair.Discriminator.Model.Module.training | Should -BeFalse
            $pair.Generator.Model.FrozenCount | Should -Be 0
            $pair.Discriminator.Model.FrozenCount | Should -Be 0
            (Get-ParameterReport $pair.Generator.Model)[0].Provenance | Should -Be 'Trained'
        }
    }

    It 'takes networks of PyTorch''s DCGAN tutorial, from the pipeline too' {
        $pair = New-TestPair -Convolution
        $record = $pair.Generator | Start-AdversarialTraining -Discriminator $pair.Discriminator @run
        $record.DiscriminatorIntact | Should -BeTrue
        $record.DiscriminatorTrainableCount | Should -Be $pair.Discriminator.Model.ParameterCount
    }

    It 'gives the same bits for the same seed' {
        $losses = foreach ($seed in 5, 5, 6) {
            $pair = New-TestPair
            $record = Start-AdversarialTraining $pair.Generator $pair.Discriminator -Data $data -LatentSize 8 -Seed $seed
            , $record.GeneratorStepLosses
        }
        $losses[1] | Should -Be $losses[0]
        $losses[2][0] | Should -Not -Be $losses[0][0]
    }

    It 'trains with every loss' -ForEach @(
        @{ Option = @{ Loss = 'Standard'; LabelSmoothing = 0.1 } }
        @{ Option = @{ Loss = 'LeastSquares' } }
        @{ Option = @{ Loss = 'Hinge'; GeneratorSteps = 2 } }
        @{ Option = @{ Loss = 'Wasserstein'; GradientPenalty = 10; DiscriminatorSteps = 2 } }
        @{ Option = @{ Loss = 'Wasserstein'; WeightClip = 0.01; PhaseStatistics = 'Stored' } }
    ) {
        $pair = New-TestPair -Convolution
        $record = Start-AdversarialTraining $pair.Generator $pair.Discriminator @run @Option
        $record.GeneratorIntact | Should -BeTrue
        [double]::IsFinite($record.GeneratorLoss) | Should -BeTrue
        (Get-ParameterReport $pair.Generator.Model -Since Import | Where-Object Name -EQ 'main.0.weight').Intact | Should -BeFalse
    }

    It 'keeps what Set-LayerFreeze froze in both phases, statistics included' {
        $pair = New-TestPair -Convolution
        $model = $pair.Discriminator.Model
        $model | Set-LayerFreeze -First 2 -AllowUninitialized
        $before = Copy-TorchModel $model
        $record = Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -Epochs 2 | Select-Object -Last 1
        $record.DiscriminatorTrainableCount | Should -Be $model.TrainableCount
        $same = Compare-TorchModel -Reference $before -Difference $model
        ($same | Where-Object Equal).Name | Should -Be (@(Get-ParameterReport $model -State Frozen).Name + @('main.3.running_mean', 'main.3.running_var', 'main.3.num_batches_tracked'))
        ($same | Where-Object Equal -EQ $false).Name | Should -Be 'main.5.weight'
    }

    It 'keeps the whole discriminator with -FreezeDiscriminator' {
        $pair = New-TestPair -Convolution
        $before = Copy-TorchModel $pair.Discriminator.Model
        $record = Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -FreezeDiscriminator
        $record.DiscriminatorIntact | Should -BeTrue
        $record.DiscriminatorTrainableCount | Should -Be 0
        Compare-TorchModel -Reference $before -Difference $pair.Discriminator.Model | Where-Object Equal -EQ $false | Should -BeNullOrEmpty
        $pair.Discriminator.Model.FrozenCount | Should -Be 0
    }

    It 'stops when the pipeline has what it wants, with the user''s own plan' {
        $pair = New-TestPair -Convolution
        $pair.Discriminator.Model | Set-LayerFreeze -Name main.2 -AllowUninitialized
        $frozen = $pair.Discriminator.Model.FrozenCount
        $records = @(Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -Epochs 50 | Select-Object -First 1)
        $records.Count | Should -Be 1
        $pair.Discriminator.Model.FrozenCount | Should -Be $frozen
        $pair.Generator.Model.FrozenCount | Should -Be 0
        $pair.Generator.Model.Module.training | Should -BeFalse
        $pair.Discriminator.Model.Module.training | Should -BeFalse
    }

    It 'goes on where it was stopped, in the same bits' {
        $whole = New-TestPair -Convolution
        $expected = Start-AdversarialTraining $whole.Generator $whole.Discriminator @run -Epochs 3 -BatchSize 16
        $folder = Join-Path $TestDrive 'run'
        $stopped = New-TestPair -Convolution
        $first = Start-AdversarialTraining $stopped.Generator $stopped.Discriminator @run -Epochs 3 -BatchSize 16 -CheckpointPath $folder | Select-Object -First 1
        $resumed = New-TestPair -Convolution
        $rest = Start-AdversarialTraining $resumed.Generator $resumed.Discriminator @run -Epochs 3 -BatchSize 16 -CheckpointPath $folder -Resume
        @($first) + @($rest) | ForEach-Object { $_.GeneratorStepLosses } | Should -Be $expected.GeneratorStepLosses
        foreach ($side in 'Generator', 'Discriminator') {
            Compare-TorchModel -Reference $whole.$side.Model -Difference $resumed.$side.Model | Where-Object Equal -EQ $false | Should -BeNullOrEmpty
        }
    }

    It 'draws what the generator makes of the same noise after each epoch' {
        $pair = New-TestPair -Convolution
        $records = Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -Epochs 2 -SamplePath (Join-Path $TestDrive 'samples')
        $records[1].SamplePath | Should -Be (Join-Path $TestDrive 'samples' 'epoch-0002.png')
        $bytes = [System.IO.File]::ReadAllBytes($records[1].SamplePath)
        $bytes[0..3] | Should -Be 0x89, 0x50, 0x4E, 0x47
        # Eight images of 28 pixels in a row, with borders of 2.
        $bytes[18] * 256 + $bytes[19] | Should -Be 242
        [System.IO.File]::ReadAllBytes($records[0].SamplePath) -join ',' | Should -Not -Be ($bytes -join ',')
        $record = Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -SamplePath (Join-Path $TestDrive 'grid.png')
        $record.SamplePath | Should -Be (Join-Path $TestDrive 'grid-0001.png')
    }

    It 'logs as fine-tuning does' {
        $pair = New-TestPair
        $records = Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -Epochs 2 -LogPath (Join-Path $TestDrive 'logs')
        $folder = Join-Path $TestDrive 'logs' $records[0].RunId
        (Get-ChildItem $folder).Name -like 'events.out.tfevents.*' | Should -HaveCount 1
        $rows = Import-Csv (Join-Path $folder 'epochs.csv')
        $rows.Epoch | Should -Be '1', '2'
        [double]$rows[1].GeneratorLoss | Should -Be $records[1].GeneratorLoss
        $rows[1].'LearningRates.discriminator.default' | Should -Be '0.001'
    }

    It 'takes a schedule for both, and another for the discriminator' {
        $pair = New-TestPair
        $records = Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -Epochs 2 -Schedule Exponential -ScheduleOption @{ gamma = 0.5 } -DiscriminatorSchedule { param($step, $total) 2 }
        $records.LearningRates.'generator.default' | Should -Be 0.001, 0.0005
        $records.LearningRates.'discriminator.default' | Should -Be 0.002, 0.002
    }

    It 'proves nothing with -SkipFrozenProof' {
        $pair = New-TestPair
        $record = Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -SkipFrozenProof
        $record.GeneratorIntact | Should -BeNullOrEmpty
        $record.DiscriminatorIntact | Should -BeNullOrEmpty
    }

    It 'trains nothing under -WhatIf' {
        $pair = New-TestPair
        Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -WhatIf | Should -BeNullOrEmpty
        (Get-ParameterReport $pair.Generator.Model -Since Import).Intact | Should -Not -Contain $false
    }

    It 'warns of a critic that nothing bounds' {
        $pair = New-TestPair
        $null = Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -Loss Wasserstein -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match '-GradientPenalty 10'
    }

    It 'refuses what does not go together' {
        $pair = New-TestPair
        { Start-AdversarialTraining $pair.Generator $pair.Discriminator -Data $data -LatentSize 9 } | Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.StartAdversarialTrainingCommand'
        { Start-AdversarialTraining $pair.Generator $pair.Generator @run } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartAdversarialTrainingCommand'
        { Start-AdversarialTraining $pair.Generator $pair.Discriminator @run -LabelSmoothing 1 } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartAdversarialTrainingCommand'
        $pair.Discriminator.Model | Set-LayerFreeze -All -AllowUninitialized -WarningAction SilentlyContinue
        { Start-AdversarialTraining $pair.Generator $pair.Discriminator @run } | Should -Throw -ErrorId 'NothingTrainable,Freeze.Commands.StartAdversarialTrainingCommand'
        (Get-ParameterReport $pair.Generator.Model -Since Import).Intact | Should -Not -Contain $false
    }
}
