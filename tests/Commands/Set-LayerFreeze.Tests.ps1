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
            # In a session without a host, which refuses instead of asking for the missing name.
            $session = [powershell]::Create([initialsessionstate]::CreateDefault2())
            $null = $session.AddCommand('Import-Module').AddArgument("$PSScriptRoot/../../Freeze.psd1").AddStatement().
                AddScript('param($model) $model | Set-LayerFreeze').AddArgument($model)
            $null = $session.Invoke()
            "$($session.Streams.Error[0])" | Should -Match 'Name'
            $session.Dispose()
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

        It 'freezes a layer with its statistics when its parameters are frozen row by row' {
            Get-ParameterReport $model | Where-Object Layer -EQ 'bn1' | Set-LayerFreeze -Model $model
            ($model | Get-ParameterReport -By Layer -Name bn1).BatchNorm | Should -Be 'Frozen'
            $model | Set-LayerFreeze bn1.weight -Unfreeze
            ($model | Get-ParameterReport -By Layer -Name bn1).BatchNorm | Should -Be 'Frozen'
            $model | Set-LayerFreeze bn1.bias -Unfreeze
            ($model | Get-ParameterReport -By Layer -Name bn1).BatchNorm | Should -BeNullOrEmpty
        }

        It 'warns of statistics that go on changing beside frozen weights' {
            $model | Set-LayerFreeze 'layer1.0.conv*' -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -BeLike 'layer1.0.bn1, layer1.0.bn2: the statistics*'
            $model | Set-LayerFreeze layer1 -WarningVariable none
            $none | Should -BeNullOrEmpty
        }

        It 'uses stored statistics in training where it freezes, after every call of train()' {
            $model | Set-LayerFreeze layer1
            $optimizer = $model | New-GroupedOptimizer -LearningRate 0.001
            $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -First 64
            1..2 | ForEach-Object {
                $null = $optimizer | Start-FineTune -Data $data -Seed 1
                $rows = $model | Get-ParameterReport -By Layer -Since Import
                ($rows | Where-Object Name -EQ 'layer1.0.bn1').Intact | Should -BeTrue
                ($rows | Where-Object Name -EQ 'layer2.0.bn1').Intact | Should -BeFalse
            }
        }
    }

    Context 'what freezing leaves alone' {
        It 'replaces no module and no parameter' {
            $parameter = $model.Module.get_parameter('layer1.0.bn1.weight')
            $model | Set-LayerFreeze layer1
            [object]::ReferenceEquals($model.Module.get_parameter('layer1.0.bn1.weight'), $parameter) | Should -BeTrue
            $model | Set-LayerFreeze layer1 -Unfreeze
            [object]::ReferenceEquals($model.Module.get_parameter('layer1.0.bn1.weight'), $parameter) | Should -BeTrue
            $parameter.requires_grad | Should -BeTrue
            (Compare-TorchModel $weights $model).Equal | Should -Not -Contain $false
        }

        It 'keeps what a script froze by itself, and says so' {
            $model.Module.get_parameter('layer2.0.conv1.weight').requires_grad = $false
            $model | Set-LayerFreeze layer1
            $row = $model | Get-ParameterReport layer2.0.conv1.weight
            $row.State | Should -Be 'Frozen'
            $row.Rule | Should -Be 'requires_grad set by script'
            $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -First 64
            $null = $model | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $data
            ($model | Get-ParameterReport layer2.0.conv1.weight -Since Import).Intact | Should -BeTrue
            ($model | Get-ParameterReport layer2.0.conv2.weight -Since Import).Intact | Should -BeFalse
            $model | Set-LayerFreeze layer2 -Unfreeze
            ($model | Get-ParameterReport layer2.0.conv1.weight).State | Should -Be 'Trainable'
        }

        It 'is still there in a file and back' {
            $model | Set-LayerFreeze -First 2 -BatchNorm FrozenAffine
            $null = Export-TorchModel $model "$TestDrive/frozen.safetensors"
            $again = Import-TorchModel -Path "$TestDrive/frozen.safetensors"
            $again.FrozenCount | Should -Be $model.FrozenCount
            $row = $again | Get-ParameterReport layer1.0.bn1.weight
            $row.Rule | Should -Be '-First 2'
            $row.BatchNorm | Should -Be 'FrozenAffine'
            $again.Dispose()
        }
    }

    Context 'a model that a script changes after the freeze' {
        BeforeEach {
            $model | Set-LayerFreeze -TrainOnly layer4
            # A name must be given up before it is given again.
            $model.Module.register_module('fc', $null)
            $model.Module.register_module('fc', [TorchSharp.torch+nn]::Linear(128, 7, $true, $null, $null))
        }

        It 'is refused by the next command that would build on it' {
            { $model | New-GroupedOptimizer } | Should -Throw '*fc.weight, fc.bias have appeared*' -ErrorId 'NewParameterInFrozenLayer,Freeze.Commands.NewGroupedOptimizerCommand'
            { $model | Set-LayerFreeze layer1 } | Should -Throw -ErrorId 'NewParameterInFrozenLayer,Freeze.Commands.SetLayerFreezeCommand'
        }

        It 'is shown by the report, with a warning' {
            ($model | Get-ParameterReport -Name fc.weight -WarningVariable warnings -WarningAction SilentlyContinue).State | Should -Be 'Trainable'
            "$warnings" | Should -BeLike 'fc.weight, fc.bias appeared*'
        }

        It 'is taken once the user has decided' {
            $model | Set-LayerFreeze fc -Unfreeze
            ($model | New-GroupedOptimizer).Groups[0].TrainableCount | Should -Be $model.TrainableCount
            ($model | Get-ParameterReport -Name fc.weight).Shape.ToString() | Should -Be '7x128'
        }
    }

    Context 'an optimizer that exists already' {
        BeforeEach {
            $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -WeightDecay 0.01 -Group @{ Layer = 'layer1'; LearningRate = 0.02 }
            $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -First 96
            $null = $optimizer | Start-FineTune -Data $data -Seed 1
        }

        It 'never moves what is frozen between two runs, by momentum or decay' {
            $model | Set-LayerFreeze layer1
            $null = $optimizer | Start-FineTune -Data $data -Epochs 2 -Seed 2
            $rows = $model | Get-ParameterReport -Since Freeze
            ($rows | Where-Object Layer -Like 'layer1*').Intact | Should -Not -Contain $false
            ($rows | Where-Object Layer -Like 'layer1*').Drift | Measure-Object -Sum | ForEach-Object Sum | Should -Be 0
            ($optimizer.State.Keys -like 'layer1.*').Count | Should -Be 0
        }

        It 'steps what is unfrozen, in the group it always had' {
            $model | Set-LayerFreeze layer1
            $null = $optimizer | Start-FineTune -Data $data -Seed 2
            $before = $model | Get-ParameterReport -Name layer1.0.conv1.weight -Statistics
            $model | Set-LayerFreeze layer1 -Unfreeze
            $null = $optimizer | Start-FineTune -Data $data -Seed 3
            $after = $model | Get-ParameterReport -Optimizer $optimizer -Name layer1.0.conv1.weight -Statistics
            $after.Norm | Should -Not -Be $before.Norm
            $after.Group | Should -Be 'layer1'
            $after.LearningRate | Should -Be 0.02
        }
    }

    Context 'preview and result' {
        It 'changes nothing with -WhatIf' {
            $model | Set-LayerFreeze layer1 -WhatIf
            $model.FrozenCount | Should -Be 0
        }

        It 'tells every detail of its plan with -Verbose, before it does anything' {
            $lines = @($model | Set-LayerFreeze -Name bn1, fc -BatchNorm FrozenAffine -WhatIf -Verbose 4>&1 | ForEach-Object Message)
            $lines[0] | Should -BeLike 'resnet18: freeze 677 and unfreeze 0 parameters (-Name bn1, fc)*'
            $lines | Should -Contain 'freeze fc.weight (640), by -Name bn1, fc'
            $lines | Should -Contain 'bn1: counts as frozen, policy FrozenAffine'
            $model.FrozenCount | Should -Be 0
            $model | Set-LayerFreeze bn1
            $lines = @($model | Set-LayerFreeze bn1 -Unfreeze -Verbose 4>&1 | ForEach-Object Message)
            $lines | Should -Contain 'unfreeze bn1.bias (16)'
            $lines | Should -Contain 'bn1: no longer counts as frozen'
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
