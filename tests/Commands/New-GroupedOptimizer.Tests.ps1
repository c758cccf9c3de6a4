BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $id = 'Freeze.Commands.NewGroupedOptimizerCommand'
    $model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5 -Seed 1

    function Get-Failure([hashtable] $Arguments) { try { $model | New-GroupedOptimizer @Arguments } catch { $_ } }
    function Get-Near([double] $Value) { [Math]::Round($Value, 12) }
}

Describe 'New-GroupedOptimizer' {
    Context 'groups' {
        It 'takes layers at their own rates, and puts the rest into the group default' {
            $optimizer = $model | New-GroupedOptimizer -LearningRate 1e-2 -Momentum 0.9 -Group @{ Layer = 'layer3', 'layer4'; LearningRate = 1e-3 }, @{ Layer = 'fc'; LearningRateScale = 5 }
            $optimizer.Groups.Name | Should -Be 'layer3, layer4', 'fc', 'default'
            $optimizer.Groups.LearningRate | ForEach-Object { Get-Near $_ } | Should -Be 0.001, 0.05, 0.01
            $optimizer.Groups.Momentum | Should -Be 0.9, 0.9, 0.9
            ($optimizer.Groups | Measure-Object ParameterCount -Sum).Sum | Should -Be $model.ParameterCount
            $optimizer.Groups[2].Layers | Should -Be 'conv1', 'bn1', 'layer1', 'layer2'
        }

        It 'takes the model as first argument as well' {
            (New-GroupedOptimizer $model -Algorithm adamw).Algorithm | Should -Be 'AdamW'
        }

        It 'starts from PyTorch''s defaults' {
            $rates = 'SGD', 'Adam', 'AdamW', 'RMSprop', 'Adagrad', 'Adadelta', 'Adamax', 'NAdam', 'RAdam', 'ASGD', 'Rprop', 'LBFGS' |
                ForEach-Object { ($model | New-GroupedOptimizer -Algorithm $_).Groups[0].LearningRate }
            $rates | Should -Be 0.001, 0.001, 0.001, 0.01, 0.01, 1, 0.002, 0.002, 0.001, 0.01, 0.01, 1
            ($model | New-GroupedOptimizer -Algorithm AdamW).Groups[0].WeightDecay | Should -Be 0.01
        }

        It 'gives a group its own algorithm, name and options' {
            $group = ($model | New-GroupedOptimizer -LearningRate 0.1 -Momentum 0.9 -Group @{ Layer = 'fc'; Name = 'head'; Algorithm = 'AdamW'; LearningRate = 1e-3; WeightDecay = 0.05; Option = @{ betas = 0.8, 0.95; amsgrad = $true } }).Groups[0]
            $group.Name | Should -Be 'head'
            $group.Algorithm | Should -Be 'AdamW'
            $group.Momentum | Should -Be 0.8
            $group.WeightDecay | Should -Be 0.05
            "$($group.Options)" | Should -Match 'beta2 = 0.95.*amsgrad = True'
        }

        It 'leaves out what Except names' {
            $optimizer = $model | New-GroupedOptimizer -Group @{ Layer = 'layer4'; Except = 'layer4.*.bn*'; Name = 'convolutions' }
            $optimizer.Groups[0].Parameters.Name | Should -Not -Match 'bn'
            $optimizer.Groups[1].Parameters.Name -match '^layer4' | Should -Not -BeNullOrEmpty
        }

        It 'holds frozen parameters too, and says how many' {
            $copy = $model | Copy-TorchModel | Set-LayerFreeze -Through layer2 -AllowUninitialized -PassThru
            $optimizer = $copy | New-GroupedOptimizer -Group @{ Layer = 'layer1', 'layer3' }
            $optimizer.Groups[0].ParameterCount | Should -BeGreaterThan $optimizer.Groups[0].TrainableCount
            ($optimizer.Groups | Measure-Object TrainableCount -Sum).Sum | Should -Be $copy.TrainableCount
            $copy | Set-LayerFreeze layer1 -Unfreeze
            $optimizer.Groups[0].TrainableCount | Should -Be $optimizer.Groups[0].ParameterCount
        }

        It 'says what went where when it is shown' {
            $copy = $model | Copy-TorchModel | Set-LayerFreeze conv1, layer1 -AllowUninitialized -PassThru
            $optimizer = $copy | New-GroupedOptimizer -LearningRate 0.01 -WeightDecay 1e-4 -Group @{ Layer = 'fc'; LearningRate = 0.05 }, @{ Layer = 'layer1' } -Remainder Ignore
            $lines = "$optimizer" -split '\r?\n'
            $lines[0] | Should -Be 'SGD: 2 groups, 14 tensors, 2,693 parameters'
            $lines[1] | Should -Be '  fc: SGD, rate 0.05, decay 0.0001, 2 tensors, 325 parameters, none frozen'
            $lines[2] | Should -Be '  layer1: SGD, rate 0.01, decay 0.0001, 12 tensors, 2,368 parameters, all frozen'
            $lines[3] | Should -Match '^  in no group: 48 tensors, 173,384 parameters$'
            ($optimizer | Out-String) | Should -Match 'fc: SGD, rate 0.05'
        }
    }

    Context 'rates by stage' {
        It 'falls toward the input with -LayerDecay' {
            $optimizer = $model | New-GroupedOptimizer -LearningRate 0.8 -LayerDecay 0.5
            $optimizer.Groups.Name | Should -Be 'conv1', 'layer1', 'layer2', 'layer3', 'layer4', 'fc'
            $optimizer.Groups.LearningRate | ForEach-Object { Get-Near $_ } | Should -Be 0.025, 0.05, 0.1, 0.2, 0.4, 0.8
            ($model | New-GroupedOptimizer -LearningRate 0.8 -LayerDecay 0.5 -MinimumScale 0.25).Groups[0].LearningRate | Should -Be 0.2
        }

        It 'is spaced geometrically with -LearningRateRange' {
            $rates = ($model | New-GroupedOptimizer -LearningRateRange 1e-5, 1).Groups.LearningRate
            $rates | ForEach-Object { Get-Near $_ } | Should -Be 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1
        }

        It 'lets a rate that a group states stand' {
            $optimizer = $model | New-GroupedOptimizer -LearningRate 0.8 -LayerDecay 0.5 -Group @{ Layer = 'conv1'; LearningRate = 0.3 }
            $optimizer.Groups[0].LearningRate | Should -Be 0.3
        }
    }

    Context 'weight decay' {
        It 'is none where -NoDecay says so' {
            $optimizer = $model | New-GroupedOptimizer -Algorithm AdamW -WeightDecay 0.05 -NoDecay bias, norm
            $free = $optimizer.Groups | Where-Object WeightDecay -eq 0
            $free.Parameters.Name | Should -Contain 'fc.bias'
            $free.Parameters.Name | Should -Contain 'layer1.0.bn1.weight'
            $free.Parameters.Name | Should -Not -Contain 'fc.weight'
            ($optimizer.Groups | Where-Object WeightDecay -eq 0.05).Parameters.Name | Should -Not -Match 'bn|bias'
        }

        It 'goes toward the weights as imported with -AnchorDecay' {
            $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7 -First 128
            $free, $held = 0, 20 | ForEach-Object {
                $small = New-TorchModel 'Flatten', 'Linear(784, 2)' -Seed 1
                $null = $small | New-GroupedOptimizer -LearningRate 0.02 -AnchorDecay $_ | Start-FineTune -Data $data -Epochs 3 -Seed 1
                ($small | Get-ParameterReport -Since Import -Name '*.weight').Drift
            }
            $held | Should -BeLessThan ($free / 2)
            $held | Should -BeGreaterThan 0
        }
    }

    Context 'mistakes' {
        It 'names the parameter and both groups where two claim it' {
            $failure = Get-Failure @{ Group = @{ Layer = 'layer4' }, @{ Layer = 'layer4.1', 'fc' } }
            $failure.FullyQualifiedErrorId | Should -Be "ParameterInTwoGroups,$id"
            "$failure" | Should -Match "'layer4.1.conv1.weight' is in two groups: 'layer4' and 'layer4.1, fc'"
            "$failure" | Should -Match "Except = 'layer4.1'"
        }

        It 'names the layers that a group for the rest holds as well, and how to do without it' {
            $failure = Get-Failure @{ Group = @{ Layer = '*'; Name = 'base'; LearningRate = 0.01 }, @{ Layer = 'layer3' }, @{ Layer = 'fc' } }
            $failure.FullyQualifiedErrorId | Should -Be "ParameterInTwoGroups,$id"
            "$failure" | Should -Match "all of layer3, fc \('layer3', 'fc'\)"
            "$failure" | Should -Match "Leave out the group 'base'"
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $model | New-GroupedOptimizer -LearningRate 0.01 -Group @{ Layer = 'layer3'; LearningRate = 0.1 }, @{ Layer = 'fc'; LearningRate = 0.1 } |
                ForEach-Object { $_.Groups[2].Layers } | Should -Be 'conv1', 'bn1', 'layer1', 'layer2', 'layer4'
        }

        It 'refuses <Name> with <Code>' -ForEach @(
            @{ Name = 'a group that matches nothing'; Code = 'GroupRuleUnmatched'; Expected = "'layer3'"; Arguments = @{ Group = @{ Layer = 'layr3' } } }
            @{ Name = 'a group that Except empties'; Code = 'GroupRuleUnmatched'; Expected = 'empty'; Arguments = @{ Group = @{ Layer = 'fc'; Except = 'fc' } } }
            @{ Name = 'a word of -NoDecay that matches nothing'; Code = 'GroupRuleUnmatched'; Expected = "'bias'"; Arguments = @{ NoDecay = 'biass'; WeightDecay = 0.1 } }
            @{ Name = 'an unknown key'; Code = 'GroupRuleInvalid'; Expected = "'LearningRate'"; Arguments = @{ Group = @{ Layer = 'fc'; LearningRte = 0.1 } } }
            @{ Name = 'a group without layers'; Code = 'GroupRuleInvalid'; Expected = 'names no layer'; Arguments = @{ Group = @{ LearningRate = 0.1 } } }
            @{ Name = 'a number as a layer'; Code = 'GroupRuleInvalid'; Expected = 'quotation marks'; Arguments = @{ Group = @{ Layer = 2.10 } } }
            @{ Name = 'a rate in quotation marks'; Code = 'GroupRuleInvalid'; Expected = 'must be a number'; Arguments = @{ Group = @{ Layer = 'fc'; LearningRate = '0.1' } } }
            @{ Name = 'an option foreign to the algorithm'; Code = 'GroupRuleInvalid'; Expected = 'momentum, dampening'; Arguments = @{ Group = @{ Layer = 'fc'; Option = @{ betas = 0.8, 0.95 } } } }
            @{ Name = 'an unknown algorithm of a group'; Code = 'GroupRuleInvalid'; Expected = 'AdamW'; Arguments = @{ Group = @{ Layer = 'fc'; Algorithm = 'AdmW' } } }
            @{ Name = 'a rate and a scale'; Code = 'GroupRuleInvalid'; Expected = 'Keep one'; Arguments = @{ Group = @{ Layer = 'fc'; LearningRate = 1; LearningRateScale = 2 } } }
            @{ Name = 'two groups of one name'; Code = 'GroupRuleInvalid'; Expected = 'another Name'; Arguments = @{ Group = @{ Layer = 'fc'; Name = 'a' }, @{ Layer = 'layer1'; Name = 'a' } } }
            @{ Name = 'LBFGS in groups'; Code = 'GroupRuleInvalid'; Expected = 'one group'; Arguments = @{ Algorithm = 'LBFGS'; Group = @{ Layer = 'fc' } } }
            @{ Name = 'a rate below 0'; Code = 'OptionInvalid'; Expected = '0 or more'; Arguments = @{ LearningRate = -1 } }
            @{ Name = 'Nesterov without momentum'; Code = 'OptionInvalid'; Expected = 'momentum above 0'; Arguments = @{ Nesterov = $true } }
            @{ Name = 'both ways of rates by stage'; Code = 'OptionInvalid'; Expected = 'Keep one'; Arguments = @{ LayerDecay = 0.5; LearningRateRange = 0.1, 0.2 } }
            @{ Name = 'a range that falls'; Code = 'OptionInvalid'; Expected = 'lower first'; Arguments = @{ LearningRateRange = 0.2, 0.1 } }
            @{ Name = 'a rest, where there must be none'; Code = 'ParameterInNoGroup'; Expected = 'conv1.weight'; Arguments = @{ Group = @{ Layer = 'layer*' }; Remainder = 'Error' } }
        ) {
            $failure = Get-Failure $Arguments
            $failure.FullyQualifiedErrorId | Should -Be "$Code,$id"
            "$failure" | Should -Match $Expected
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'leaves what is in no group alone with -Remainder Ignore' {
            $optimizer = $model | New-GroupedOptimizer -Group @{ Layer = 'fc' } -Remainder Ignore
            $optimizer.Groups.Name | Should -Be 'fc'
        }
    }
}
