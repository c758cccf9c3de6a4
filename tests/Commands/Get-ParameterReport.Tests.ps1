BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $weights = "$PSScriptRoot/../../examples/data/narrow16_pretrained_0to4.pth"
    $model = Import-TorchModel resnet18 -Weights $weights -Width 16 -Stem Small -ClassCount 5
    $model | Set-LayerFreeze -Through layer2
    $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -WeightDecay 0.001 -Group @{ Layer = 'fc'; LearningRate = 0.05 }
}

AfterAll {
    $model.Dispose()
}

Describe 'Get-ParameterReport' {
    Context 'a row for each parameter' {
        BeforeAll {
            $rows = $model | Get-ParameterReport -Optimizer $optimizer
        }

        It 'lists them in PyTorch''s order, buffers left out' {
            $rows.Count | Should -Be 62
            $rows[0].Name | Should -Be 'conv1.weight'
            $rows[-1].Name | Should -Be 'fc.bias'
            $rows.Name -like '*running*' | Should -BeNullOrEmpty
        }

        It 'says of a frozen one why, and at no rate' {
            $row = $rows | Where-Object Name -EQ 'layer1.0.bn1.weight'
            $row.State | Should -Be 'Frozen'
            $row.Trainable | Should -BeFalse
            $row.Rule | Should -Be '-Through layer2'
            $row.BatchNorm | Should -Be 'Frozen'
            $row.Provenance | Should -Be 'Checkpoint'
            $row.LearningRate | Should -BeNullOrEmpty
            $row.Group | Should -Be 'default'
        }

        It 'says of a trainable one in which group, and at which rate' {
            $row = $rows | Where-Object Name -EQ 'fc.weight'
            $row.Group | Should -Be 'fc'
            $row.Algorithm | Should -Be 'SGD'
            $row.LearningRate | Should -Be 0.05
            $row.Momentum | Should -Be 0.9
            $row.WeightDecay | Should -Be 0.001
            $row.Rule | Should -BeNullOrEmpty
            $row.LayerType | Should -Be 'Linear'
            $row.DataType | Should -Be 'float32'
            $row.Bytes | Should -Be ($row.Count * 4)
            $row.Shape.ToString() | Should -Be '5x128'
        }

        It 'filters by name and by state' {
            ($model | Get-ParameterReport -Name layer4, fc -State Trainable).Layer | ForEach-Object { $_ -replace '\..*' } | Sort-Object -Unique | Should -Be 'fc', 'layer4'
            $model | Get-ParameterReport -Layer layer4 -State Frozen | Should -BeNullOrEmpty
            ($model | Get-ParameterReport -Name '*.bias' -State Frozen).Name | Should -Contain 'bn1.bias'
        }

        It 'takes names as first argument behind a model' {
            ($model | Get-ParameterReport fc).Name | Should -Be 'fc.weight', 'fc.bias'
            (Get-ParameterReport $model fc).Name | Should -Be 'fc.weight', 'fc.bias'
            { $model | Get-ParameterReport nothing } | Should -Throw -ErrorId 'LayerNotFound,Freeze.Commands.GetParameterReportCommand'
        }

        It 'adds statistics when asked' {
            $row = $model | Get-ParameterReport -Name bn1.weight -Statistics
            $row.Minimum | Should -BeLessOrEqual $row.Mean
            $row.Mean | Should -BeLessOrEqual $row.Maximum
            $row.Norm | Should -BeGreaterThan 0
            $row.GradientNorm | Should -BeNullOrEmpty
            ($model | Get-ParameterReport -Name bn1.weight).Mean | Should -BeNullOrEmpty
        }
    }

    Context 'the usual commands on rows' {
        BeforeAll {
            $rows = $model | Get-ParameterReport -Optimizer $optimizer
        }

        It 'measures' {
            ($rows | Measure-Object Count -Sum).Sum | Should -Be $model.ParameterCount
            ($rows | Where-Object Trainable | Measure-Object Count -Sum).Sum | Should -Be $model.TrainableCount
        }

        It 'groups' {
            $groups = $rows | Group-Object State
            ($groups | Where-Object Name -EQ Frozen).Count + ($groups | Where-Object Name -EQ Trainable).Count | Should -Be 62
        }

        It 'makes a table of text' {
            $path = "$TestDrive/report.csv"
            $rows | Export-Csv $path
            $read = @(Import-Csv $path)
            $read.Count | Should -Be 62
            $read[0].Shape | Should -Be '16x3x3x3'
            $read[0].State | Should -Be 'Frozen'
            $read[0].BatchNorm | Should -BeNullOrEmpty
            $read[1].BatchNorm | Should -Be 'Frozen'
            $read[-1].LearningRate | Should -Be '0.05'
        }

        It 'makes JSON with numbers as numbers and choices as text' {
            $read = $rows | ConvertTo-Json -Depth 4 | ConvertFrom-Json
            $read[0].Shape | Should -Be 16, 3, 3, 3
            $read[0].Count | Should -Be 432
            $read[0].State | Should -Be 'Frozen'
            $read[0].Trainable | Should -BeFalse
            $read[0].LearningRate | Should -BeNullOrEmpty
            $read[-1].LearningRate | Should -Be 0.05
        }

        It 'fits a page of 100 columns, numbers with separators' {
            $text = @($rows | Format-Table | Out-String -Width 100 -Stream)
            ($text | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
            $text -match '147,456' | Should -Not -BeNullOrEmpty
            $text[1] | Should -Match 'Name +Shape +Count +State +Group +Rate'
            $layers = @($model | Get-ParameterReport -By Layer | Format-Table | Out-String -Width 100 -Stream)
            ($layers | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
            $layers[1] | Should -Match 'Count +State +BatchNorm +MultiplyAdds +Share'
            $layers -match '^layer1\.0\.bn1 .* Frozen ' | Should -Not -BeNullOrEmpty
        }
    }

    Context 'a row for each layer' {
        BeforeAll {
            $layers = $model | Get-ParameterReport -By Layer
        }

        It 'counts and states each' {
            ($layers | Measure-Object Count -Sum).Sum | Should -Be $model.ParameterCount
            ($layers | Where-Object Name -EQ 'layer1.0.bn1').BatchNorm | Should -Be 'Frozen'
            ($layers | Where-Object Name -EQ 'layer1.0.bn1').State | Should -Be 'Frozen'
            ($layers | Where-Object Name -EQ 'layer1.0.bn1').Trainable | Should -BeExactly $false
            ($layers | Where-Object Name -EQ 'fc').State | Should -Be 'Trainable'
            ($layers | Where-Object Name -EQ 'fc').Trainable | Should -BeExactly $true
            @($layers | Where-Object Trainable).Count | Should -Be @($layers | Where-Object State -NE Frozen).Count
            ($layers | Where-Object Name -EQ 'conv1').OutputShape.ToString() | Should -Be '16x32x32'
        }

        It 'knows of a layer that trains in part' {
            $part = Import-TorchModel resnet18 -Weights $weights -Width 16 -Stem Small -ClassCount 5
            $part | Set-LayerFreeze fc.bias
            $row = $part | Get-ParameterReport -By Layer -State Partial
            $row.Name | Should -Be 'fc'
            $row.State | Should -Be 'Partial'
            $row.Trainable | Should -BeExactly $true
            ($part | Get-ParameterReport -By Layer -State Frozen) | Should -BeNullOrEmpty
            $part.Dispose()
        }

        It 'shares the cost of a step out' {
            $total = $model | Get-ParameterReport -By Total
            ($layers | Measure-Object StepShare -Sum).Sum | Should -BeGreaterThan ($total.StepCost - 0.001)
            ($layers | Measure-Object StepShare -Sum).Sum | Should -BeLessThan ($total.StepCost + 0.001)
            ($layers | Measure-Object MultiplyAdds -Sum).Sum | Should -Be $total.MultiplyAdds
            $total.StepCost | Should -BeLessThan 0.7
        }
    }

    Context 'groups and totals' {
        It 'lists the optimizer''s groups' {
            ($model | Get-ParameterReport -Optimizer $optimizer -By Group).Name | Should -Be 'fc', 'default'
        }

        It 'needs the optimizer for it' {
            { $model | Get-ParameterReport -By Group } | Should -Throw -ErrorId 'OptionInvalid,*'
        }

        It 'sums up' {
            $total = Get-ParameterReport $model -By Total
            $total.TotalParameters | Should -Be $model.ParameterCount
            $total.TrainableParameters + $total.FrozenParameters | Should -Be $total.TotalParameters
            [math]::Round($total.TrainablePercent) | Should -Be 94
            $total.Bytes | Should -Be ($model.ParameterCount * 4)
        }

        It 'sweeps over plans' {
            $swept = Import-TorchModel resnet18 -Weights $weights -Width 16 -Stem Small -ClassCount 5
            $costs = 0..4 | ForEach-Object { $swept | Set-LayerFreeze -First $_ -PassThru | Get-ParameterReport -By Total } | ForEach-Object StepCost
            $costs | Should -HaveCount 5
            $costs[0] | Should -Be 1
            $costs | Sort-Object -Descending | Should -Be $costs
            $swept.Dispose()
        }
    }

    Context 'what moved' {
        BeforeAll {
            $moved = Import-TorchModel resnet18 -Weights $weights -Width 16 -Stem Small -ClassCount 5
            $moved | Set-LayerFreeze -Through layer2
            $snapshot = "$TestDrive/before.safetensors"
            $null = Export-TorchModel $moved $snapshot
            $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -First 64
            $null = $moved | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $data -Seed 1
        }

        AfterAll {
            $moved.Dispose()
        }

        It 'tells since <_>' -ForEach 'Import', 'file', 'model' {
            $since = switch ($_) { 'file' { $snapshot } 'model' { Import-TorchModel -Path $snapshot } default { $_ } }
            $rows = $moved | Get-ParameterReport -Since $since
            ($rows | Where-Object Name -EQ 'layer4.0.conv1.weight').Intact | Should -BeFalse
            ($rows | Where-Object Name -EQ 'layer4.0.conv1.weight').Drift | Should -BeGreaterThan 0
            ($rows | Where-Object Name -EQ 'layer1.0.conv1.weight').Intact | Should -BeTrue
            ($rows | Where-Object Name -EQ 'layer1.0.conv1.weight').Drift | Should -Be 0
            ($rows | Where-Object State -EQ Frozen).Intact | Should -Not -Contain $false
        }

        It 'tells the same drift whichever way it is asked' {
            $byFile = $moved | Get-ParameterReport -Since (Get-Item $snapshot) -Name fc.weight
            $byImport = $moved | Get-ParameterReport -Since Import -Name fc.weight
            $byFile.Drift | Should -Be $byImport.Drift
        }

        It 'tells since the freeze for what is frozen alone' {
            $rows = $moved | Get-ParameterReport -Since Freeze
            ($rows | Where-Object Name -EQ 'layer1.0.conv1.weight').Intact | Should -BeTrue
            ($rows | Where-Object Name -EQ 'layer4.0.conv1.weight').Intact | Should -BeNullOrEmpty
        }

        It 'counts a layer''s statistics in' {
            $layers = $moved | Get-ParameterReport -By Layer -Since Import
            ($layers | Where-Object Name -EQ 'layer4.1.bn2').Intact | Should -BeFalse
            ($layers | Where-Object Name -EQ 'layer2.1.bn2').Intact | Should -BeTrue
            @($layers | Format-Table | Out-String -Width 100 -Stream)[1] | Should -Match 'Drift +Intact'
        }

        It 'refuses what is no reference' {
            { $moved | Get-ParameterReport -Since 7 } | Should -Throw -ErrorId 'OptionInvalid,*'
            { $moved | Get-ParameterReport -Since "$TestDrive/none.pth" } | Should -Throw -ErrorId 'ModelFileNotFound,*'
        }
    }
}
