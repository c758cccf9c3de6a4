BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $weights = "$PSScriptRoot/../../examples/data/narrow16_pretrained_0to4.pth"
    function New-TestModel { Import-TorchModel resnet18 -Weights $weights -Width 16 -Stem Small -ClassCount 5 }
}

Describe 'Set-LayerFreeze' {
    BeforeEach {
        $model = New-TestModel
    }

    AfterEach {
        $model.Dispose()
    }

    Context 'ways to name layers' {
        It 'takes the model from the pipeline' {
            $model | Set-LayerFreeze layer1
            ($model | Get-ParameterReport -State Frozen).Name | Should -BeLike 'layer1.*'
        }

        It 'takes the model as first argument' {
            Set-LayerFreeze $model layer1, fc
            ($model | Get-ParameterReport -State Frozen).Layer | Should -Contain 'fc'
        }

        It 'takes names from the pipeline' {
            'layer1', 'layer2' | Set-LayerFreeze -Model $model
            $model.Layers | Where-Object Name -in layer1, layer2 | ForEach-Object State | Should -Be 'Frozen', 'Frozen'
        }

        It 'takes report rows from the pipeline' {
            Get-ParameterReport $model | Where-Object Layer -Like 'layer1*' | Set-LayerFreeze -Model $model
            ($model.Layers | Where-Object Name -EQ layer1).State | Should -Be 'Frozen'
            ($model.Layers | Where-Object Name -EQ layer2).State | Should -Be 'Trainable'
        }

        It 'never takes the name of a model for a layer' {
            { $model | Set-LayerFreeze } | Should -Throw
            $model.FrozenCount | Should -Be 0
        }

        It 'freezes the first <_> stages' -ForEach 0, 1, 3, 5 {
            $model | Set-LayerFreeze -First $_
            $stages = 'conv1', 'layer1', 'layer2', 'layer3', 'layer4', 'fc'
            ($model.Layers | Where-Object { $_.Name -in $stages -and $_.State -eq 'Frozen' } | Measure-Object).Count | Should -Be $_
        }

        It 'freezes all but what trains' {
            $model | Set-LayerFreeze -TrainOnly layer4, fc
            ($model | Get-ParameterReport -State Trainable).Layer | Where-Object { $_ -notlike 'layer4*' -and $_ -ne 'fc' } | Should -BeNullOrEmpty
        }

        It 'freezes through a layer' {
            $model | Set-LayerFreeze -Through layer2
            ($model | Get-ParameterReport -State Trainable)[0].Name | Should -Be 'layer3.0.conv1.weight'
        }

        It 'leaves out exceptions' {
            $model | Set-LayerFreeze -All -Except fc
            $model.TrainableCount | Should -Be 645
        }

        It 'unfreezes' {
            $model | Set-LayerFreeze -All -Except fc
            $model | Set-LayerFreeze layer4 -Unfreeze
            ($model.Layers | Where-Object Name -EQ layer4).State | Should -Be 'Trainable'
            $model | Set-LayerFreeze -All -Unfreeze
            $model.FrozenCount | Should -Be 0
        }

        It 'sweeps in a pipeline' {
            $counts = 0..4 | ForEach-Object { $model | Set-LayerFreeze -First $_ -PassThru | ForEach-Object FrozenCount }
            $counts | Should -HaveCount 5
            $counts | Sort-Object -Unique | Should -HaveCount 5
        }
    }

    Context 'normalisation layers' {
        It 'sets the policy <Policy>: <Affine> of scale and shift' -ForEach @(
            @{ Policy = 'Frozen'; Affine = 'Frozen' }
            @{ Policy = 'FrozenStatistics'; Affine = 'Trainable' }
            @{ Policy = 'FrozenAffine'; Affine = 'Frozen' }
            @{ Policy = 'Train'; Affine = 'Trainable' }
        ) {
            $model | Set-LayerFreeze layer1 -BatchNorm $Policy -WarningAction SilentlyContinue
            $row = $model | Get-ParameterReport -Name layer1.0.bn1.weight
            $row.State | Should -Be $Affine
            $row.BatchNorm | Should -Be $Policy
            ($model | Get-ParameterReport -Name layer1.0.conv1.weight).State | Should -Be 'Frozen'
        }
    }

    Context 'preview and result' {
        It 'changes nothing with -WhatIf' {
            $model | Set-LayerFreeze layer1 -WhatIf
            $model.FrozenCount | Should -Be 0
        }

        It 'returns the model with -PassThru, with -WhatIf too' {
            $model | Set-LayerFreeze layer1 -PassThru -WhatIf | Should -Be $model
        }

        It 'returns nothing by itself' {
            $model | Set-LayerFreeze layer1 | Should -BeNullOrEmpty
        }

        It 'remembers which rule froze what' {
            $model | Set-LayerFreeze layer1
            $model | Set-LayerFreeze fc
            ($model | Get-ParameterReport -Name fc.weight).Rule | Should -Be '-Name fc'
            ($model | Get-ParameterReport -Name layer1.0.conv1.weight).Rule | Should -Be '-Name layer1'
            ($model | Get-ParameterReport -Name layer2.0.conv1.weight).Rule | Should -BeNullOrEmpty
        }

        It 'warns when everything is frozen' {
            $model | Set-LayerFreeze -All -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -BeLike 'Every parameter is frozen*'
        }
    }

    Context 'errors' {
        It 'names the nearest layer for a pattern that matches nothing' {
            { $model | Set-LayerFreeze layr1 } | Should -Throw "*Did you mean 'layer1'*" -ErrorId 'LayerNotFound,Freeze.Commands.SetLayerFreezeCommand'
            $model.FrozenCount | Should -Be 0
        }

        It 'refuses random weights' {
            $fresh = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 2
            { $fresh | Set-LayerFreeze layer1 } | Should -Throw -ErrorId 'LayerNotInitialized,*'
            $fresh | Set-LayerFreeze layer1 -AllowUninitialized
            $fresh.FrozenCount | Should -BeGreaterThan 0
            $fresh.Dispose()
        }

        It 'refuses a number that lost its digits' {
            { $model | Set-LayerFreeze -Name 2.10 } | Should -Throw '*quotes*'
        }

        It 'refuses more stages than there are' {
            { $model | Set-LayerFreeze -First 7 } | Should -Throw -ErrorId 'OptionInvalid,*'
        }

        It 'carries the cure' {
            try { $model | Set-LayerFreeze nothing } catch { $caught = $_ }
            $caught.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $caught.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }
    }
}
