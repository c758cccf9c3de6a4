BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $files = "$PSScriptRoot/../../examples/data"
    $data = Import-TorchDataset "$files/t10k-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 64
    $run = @{ Data = $data; BatchSize = 32; Seed = 1 }
    $headCount = 645

    function New-TestModel { Import-TorchModel resnet18 -Width 16 -Stem Small -Weights "$files/narrow16_pretrained_0to4.pth" -ClassCount 5 -ResetHead -Seed 3 }
    function New-TestOptimizer($Model) { $Model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -WeightDecay 0.001 -Group @{ Layer = 'fc'; LearningRate = 0.05 } }
    function Get-LayerCount($Model, [string[]] $Name) { ($Model.Layers | Where-Object Name -In $Name | Measure-Object ParameterCount -Sum).Sum }
}

Describe 'Start-FineTune with scheduled freezing' {
    BeforeEach {
        $model = New-TestModel
    }

    AfterEach {
        $model.Dispose()
    }

    Context '-FreezeEpochs' {
        It 'trains the head alone first, then what the plan leaves' {
            $model | Set-LayerFreeze -Through layer2
            $planned = $model.TrainableCount
            $records = New-TestOptimizer $model | Start-FineTune @run -Epochs 3 -FreezeEpochs 2
            $records.TrainableCount | Should -Be $headCount, $headCount, $planned
            $records.FrozenIntact | Should -Not -Contain $false
            $model.TrainableCount | Should -Be $planned
            ($model | Get-ParameterReport -Name layer1.0.conv1.weight).Rule | Should -Be '-Through layer2'
        }

        It 'leaves the plan of the last epoch in force' {
            $null = New-TestOptimizer $model | Start-FineTune @run -FreezeEpochs 1
            $model.TrainableCount | Should -Be $headCount
            ($model | Get-ParameterReport -Name layer4.0.conv1.weight).Rule | Should -Be '-FreezeEpochs 1'
            ($model | Get-ParameterReport -Since Import -Name layer4.0.conv1.weight).Intact | Should -BeTrue
        }

        It 'gives the numbers of two runs, frozen by hand and thawed by hand' {
            $optimizer = New-TestOptimizer $model
            $scheduled = $optimizer | Start-FineTune @run -Epochs 2 -FreezeEpochs 1 -NoShuffle
            $other = New-TestModel
            $hand = New-TestOptimizer $other
            $other | Set-LayerFreeze -TrainOnly fc
            $first = $hand | Start-FineTune @run -NoShuffle
            $other | Set-LayerFreeze -All -Unfreeze
            $second = $hand | Start-FineTune @run -NoShuffle
            $scheduled[0].StepLosses | Should -Be $first.StepLosses
            $scheduled[1].StepLosses | Should -Be $second.StepLosses
            Compare-TorchModel $model $other | Where-Object -Not Equal | Should -BeNullOrEmpty
            $other.Dispose()
        }

        It 'refuses a head that the plan freezes' {
            $model | Set-LayerFreeze fc -AllowUninitialized
            { New-TestOptimizer $model | Start-FineTune @run -Epochs 2 -FreezeEpochs 1 } | Should -Throw -ErrorId 'NothingTrainable,Freeze.Commands.StartFineTuneCommand'
            { New-TestOptimizer $model | Start-FineTune @run -FreezeEpochs -1 } | Should -Throw -ErrorId 'OptionInvalid,*'
        }

        It 'warns of random weights that stay frozen for a while' {
            $random = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5
            $null = New-TestOptimizer $random | Start-FineTune @run -Epochs 2 -FreezeEpochs 1 -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -BeLike '*random values*'
            $random.Dispose()
        }
    }

    Context '-UnfreezeSchedule' {
        It 'trains each layer from its epoch on' {
            $model | Set-LayerFreeze -TrainOnly fc
            $records = New-TestOptimizer $model | Start-FineTune @run -Epochs 4 -UnfreezeSchedule @{ 2 = 'layer4'; 4 = 'layer3', 'layer2' }
            $records.TrainableCount | Should -Be @(
                $headCount
                ($headCount + (Get-LayerCount $model layer4))
                ($headCount + (Get-LayerCount $model layer4))
                ($headCount + (Get-LayerCount $model layer4, layer3, layer2))
            )
            $records.FrozenIntact | Should -Not -Contain $false
            $moved = $model | Get-ParameterReport -Since Import
            ($moved | Where-Object Layer -Like 'layer3*').Intact | Should -Not -Contain $true
            ($moved | Where-Object Layer -Like 'layer1*').Intact | Should -Not -Contain $false
        }

        It 'holds a layer of a trainable model back until then' {
            $records = New-TestOptimizer $model | Start-FineTune @run -Epochs 2 -UnfreezeSchedule @{ 2 = 'layer1' }
            $records[1].TrainableCount - $records[0].TrainableCount | Should -Be (Get-LayerCount $model layer1)
            $records[1].TrainableCount | Should -Be $model.ParameterCount
        }

        It 'frees one stage an epoch with Gradual' {
            $records = New-TestOptimizer $model | Start-FineTune @run -Epochs 4 -UnfreezeSchedule Gradual
            $records.TrainableCount | Should -Be @(
                $headCount
                ($headCount + (Get-LayerCount $model layer4))
                ($headCount + (Get-LayerCount $model layer4, layer3))
                ($headCount + (Get-LayerCount $model layer4, layer3, layer2))
            )
            ($model | Get-ParameterReport -By Layer -Name layer1.0.bn1).BatchNorm | Should -Be 'Frozen'
            ($model | Get-ParameterReport -By Layer -Name layer2.0.bn1).BatchNorm | Should -BeNullOrEmpty
            ($model | Get-ParameterReport -By Layer -Name layer1.0.bn1 -Since Import).Intact | Should -BeTrue
        }

        It 'keeps every parameter in its group and at its rate' {
            $optimizer = New-TestOptimizer $model
            $records = $optimizer | Start-FineTune @run -Epochs 2 -UnfreezeSchedule Gradual
            $records[0].LearningRates.default | Should -Be 0.01
            ($model | Get-ParameterReport -Optimizer $optimizer -Name layer4.0.conv1.weight).Group | Should -Be 'default'
            $optimizer.State.Keys | Should -Contain 'layer4.0.conv1.weight'
            $optimizer.State.Keys | Should -Not -Contain 'layer3.0.conv1.weight'
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'a layer that is not there'; Value = @{ 2 = 'layer9' }; Id = 'LayerNotFound' }
            @{ Name = 'an epoch that is none'; Value = @{ 0 = 'layer4' }; Id = 'OptionInvalid' }
            @{ Name = 'another word'; Value = 'Slowly'; Id = 'OptionInvalid' }
            @{ Name = 'a number that lost its digits'; Value = @{ 2 = 4.10 }; Id = 'OptionInvalid' }
        ) {
            { New-TestOptimizer $model | Start-FineTune @run -Epochs 2 -UnfreezeSchedule $Value } | Should -Throw -ErrorId "$Id,Freeze.Commands.StartFineTuneCommand"
            $model.FrozenCount | Should -Be 0
        }
    }

    Context 'freezing between two epochs, by a script behind the run' {
        It 'holds from the next epoch on, bit for bit' {
            $records = New-TestOptimizer $model | Start-FineTune @run -Epochs 3 | ForEach-Object {
                if ($_.Epoch -eq 1) { $model | Set-LayerFreeze -Through layer2 }
                if ($_.Epoch -eq 2) { $model | Set-LayerFreeze layer2 -Unfreeze }
                $_
            }
            $records.FrozenIntact | Should -Not -Contain $false
            $records[0].TrainableCount | Should -Be $model.ParameterCount
            $records[2].TrainableCount - $records[1].TrainableCount | Should -Be (Get-LayerCount $model layer2)
            ($model | Get-ParameterReport layer1 -Since Freeze).Intact | Should -Not -Contain $false
            ($model | Get-ParameterReport layer1 -Since Import).Intact | Should -Contain $false
        }

        It 'ends the run when nothing is left to train' {
            $optimizer = New-TestOptimizer $model
            { $optimizer | Start-FineTune @run -Epochs 2 | ForEach-Object { $model | Set-LayerFreeze -All -WarningAction SilentlyContinue } } |
                Should -Throw -ErrorId 'NothingTrainable,Freeze.Commands.StartFineTuneCommand'
        }
    }

    Context 'guards' {
        It 'refuses a run with nothing to train' {
            $optimizer = New-TestOptimizer $model
            $model | Set-LayerFreeze -All -AllowUninitialized -WarningAction SilentlyContinue
            { $optimizer | Start-FineTune @run } | Should -Throw -ErrorId 'NothingTrainable,Freeze.Commands.StartFineTuneCommand'
        }

        It 'refuses a part that was replaced in a frozen layer' {
            $optimizer = New-TestOptimizer $model
            $model | Set-LayerFreeze -TrainOnly layer4 -AllowUninitialized
            $model.Module.register_module('fc', $null)
            $model.Module.register_module('fc', [TorchSharp.torch+nn]::Linear(128, 5, $true, $null, $null))
            { $optimizer | Start-FineTune @run } | Should -Throw '*fc.weight*' -ErrorId 'NewParameterInFrozenLayer,Freeze.Commands.StartFineTuneCommand'
        }

        It 'proves each epoch against its own start, and shows what a script moved in between' {
            $model | Set-LayerFreeze -TrainOnly fc
            $records = New-TestOptimizer $model | Start-FineTune @run -Epochs 2 | ForEach-Object {
                if ($_.Epoch -eq 1) { $null = $model.Module.get_parameter('conv1.weight').zero_() }
                $_
            }
            $records.FrozenIntact | Should -Be $true, $true
            $row = $model | Get-ParameterReport -Since Freeze -Name conv1.weight
            $row.Intact | Should -BeFalse
            $row.Drift | Should -BeGreaterThan 0.7
            $row.Drift | Should -BeLessThan 1.3
        }
    }
}
