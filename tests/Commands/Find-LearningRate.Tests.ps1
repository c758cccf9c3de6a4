BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $files = "$PSScriptRoot/../../examples/data"
    $data = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Mean 0.2860 -StandardDeviation 0.3530 -Channels 3 -First 320
    $model = Import-TorchModel resnet18 -Width 16 -Stem Small -Weights "$files/narrow16_pretrained_0to4.pth" -ClassCount 5 -ResetHead -Seed 3 | Set-LayerFreeze -TrainOnly layer4, fc -PassThru
}

Describe 'Find-LearningRate' {
    BeforeAll {
        $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'fc'; LearningRate = 0.05 }
        $null = $optimizer | Start-FineTune -Data $data -Seed 1
        $before = $model | Copy-TorchModel
        $state = $optimizer | Export-OptimizerState "$TestDrive/before.safetensors"
        $sweep = $optimizer | Find-LearningRate -Data $data -Steps 50 -Seed 2
    }

    It 'gives points and a suggestion' {
        $sweep.Points.Count | Should -BeGreaterThan 20
        $sweep.Points[0].LearningRate | Should -BeLessThan 1.0001e-7
        foreach ($i in 1..($sweep.Points.Count - 1)) { $sweep.Points[$i].LearningRate | Should -BeGreaterThan $sweep.Points[$i - 1].LearningRate }
        $sweep.Group | Should -Be 'fc'
        $sweep.Suggestion | Should -BeGreaterThan 1e-6
        $sweep.Suggestion | Should -BeLessThan 10
        [Math]::Abs($sweep.Multiplier - $sweep.Suggestion / 0.05) | Should -BeLessThan 1e-9
        ($sweep | Out-String) | Should -Match 'Suggestion : '
    }

    It 'leaves weights and statistics as they were' {
        Compare-TorchModel $before $model | Where-Object { -not $_.Equal } | Should -BeNullOrEmpty
    }

    It 'leaves the optimizer as it was' {
        $after = $optimizer | Export-OptimizerState "$TestDrive/after.safetensors"
        [Convert]::ToBase64String([IO.File]::ReadAllBytes($after)) | Should -Be ([Convert]::ToBase64String([IO.File]::ReadAllBytes($state)))
        $optimizer.Groups.LearningRate | Should -Be 0.05, 0.01
    }

    It 'gives the same points for the same seed, and stays out of a seeded run' {
        $again = Find-LearningRate $optimizer -Data $data -Steps 50 -Seed 2
        $again.Points.Loss | Should -Be $sweep.Points.Loss
        $copy = $before | Copy-TorchModel
        $other = $copy | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'fc'; LearningRate = 0.05 }
        $null = $other | Import-OptimizerState $state.FullName
        ($other | Start-FineTune -Data $data -Seed 4).StepLosses | Should -Be ($optimizer | Start-FineTune -Data $data -Seed 4).StepLosses
    }

    It 'sets all groups by its multiplier with -Apply' {
        $own = $before | Copy-TorchModel | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'fc'; LearningRate = 0.05 }
        $applied = Find-LearningRate $own $data -Steps 50 -Seed 2 -Apply
        $own.Groups.LearningRate | Should -Be @($applied.LearningRates['fc'], $applied.LearningRates['default'])
        $own.Groups.InitialLearningRate | Should -Be $own.Groups.LearningRate
        [Math]::Abs($own.Groups[0].LearningRate - $applied.Suggestion) | Should -BeLessThan 1e-12
        [Math]::Abs($own.Groups[0].LearningRate / $own.Groups[1].LearningRate - 5) | Should -BeLessThan 1e-9
        (Start-FineTune $own $data -Seed 1).LearningRates['fc'] | Should -Be $applied.LearningRates['fc']
    }

    It 'hands its optimizer and the suggested rates to Start-FineTune' {
        $own = $before | Copy-TorchModel | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'fc'; LearningRate = 0.05 }
        $found = Find-LearningRate $own $data -Steps 50 -Seed 2
        $found | Start-FineTune -Data $data -WhatIf
        $own.Groups.LearningRate | Should -Be 0.05, 0.01
        $record = $found | Start-FineTune -Data $data -Seed 1
        $record.LearningRates['fc'] | Should -Be $found.LearningRates['fc']
        $record.LearningRates['default'] | Should -Be $found.LearningRates['default']
        # Once more is not twice as far.
        ($found | Start-FineTune -Data $data -Seed 1).LearningRates['fc'] | Should -Be $found.LearningRates['fc']
    }

    It 'trains nothing with a sweep that suggests nothing' {
        $own = $before | Copy-TorchModel | New-GroupedOptimizer -LearningRate 0.01
        $none = Find-LearningRate $own $data -Steps 5 -MinimumRate 1e-30 -MaximumRate 1e-29 -NoShuffle -BatchSize 320 -Apply -WarningVariable said -WarningAction SilentlyContinue
        $none.Suggestion | Should -BeNullOrEmpty
        $said | Should -Match 'the learning rates stay as they are'
        $own.Groups[0].LearningRate | Should -Be 0.01
        { $none | Start-FineTune -Data $data -ErrorAction Stop } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
    }

    It 'ends with batches as large as there are numbers' {
        (Find-LearningRate $optimizer $data -BatchSize ([int]::MaxValue) -Steps 3 -Seed 1).Points.Count | Should -BeGreaterThan 0
    }

    It 'sweeps over the range that is asked for' {
        $sweep = $optimizer | Find-LearningRate -Data $data -MinimumRate 1e-4 -MaximumRate 1e-2 -Steps 5 -Seed 1
        $sweep.Points.Count | Should -Be 5
        [Math]::Abs($sweep.Points[2].LearningRate - 1e-3) | Should -BeLessThan 1e-9
        [Math]::Abs($sweep.Points[4].LearningRate - 1e-2) | Should -BeLessThan 1e-9
    }

    It 'refuses <Name> with <Code>' -ForEach @(
        @{ Name = 'a range that falls'; Code = 'OptionInvalid'; Arguments = @{ MinimumRate = 1; MaximumRate = 0.1 } }
        @{ Name = 'a single step'; Code = 'OptionInvalid'; Arguments = @{ Steps = 1 } }
        @{ Name = 'a batch of none'; Code = 'OptionInvalid'; Arguments = @{ BatchSize = 0 } }
        @{ Name = 'a loss that does not fit'; Code = 'OptionInvalid'; Arguments = @{ Loss = 'L1'; LabelSmoothing = 0.1 } }
    ) {
        { $optimizer | Find-LearningRate -Data $data @Arguments -ErrorAction Stop } | Should -Throw -ErrorId "$Code,Freeze.Commands.FindLearningRateCommand"
    }

    It 'has nothing to find where everything is frozen' {
        $frozen = $model | Copy-TorchModel
        $nothing = $frozen | New-GroupedOptimizer
        $frozen | Set-LayerFreeze -All -WarningAction SilentlyContinue
        { $nothing | Find-LearningRate -Data $data -ErrorAction Stop } | Should -Throw -ErrorId 'NothingTrainable,Freeze.Commands.FindLearningRateCommand'
    }
}
