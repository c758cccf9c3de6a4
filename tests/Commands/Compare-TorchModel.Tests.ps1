BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $weights = "$PSScriptRoot/../../examples/data/narrow16_pretrained_0to4.pth"
    function New-TestModel { Import-TorchModel resnet18 -Weights $weights -Width 16 -Stem Small -ClassCount 5 @args }
}

Describe 'Compare-TorchModel' {
    It 'finds a model equal to the file it came from, parameters and buffers' {
        $model = New-TestModel
        $rows = @(Compare-TorchModel $weights $model)
        $rows.Count | Should -Be 122
        $rows.Equal | Should -Not -Contain $false
        ($rows | Measure-Object MaxAbsoluteDifference -Maximum).Maximum | Should -Be 0
        $rows.Name | Should -Contain 'layer4.1.bn2.running_var'
    }

    It 'finds two models apart where they are' {
        $one = New-TestModel
        $two = New-TestModel
        Compare-TorchModel $one $two | Where-Object -Not Equal | Should -BeNullOrEmpty
        $two.Module.named_parameters() | Out-Null
        $other = Import-TorchModel resnet18 -Weights $weights -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
        $apart = @(Compare-TorchModel $one $other | Where-Object -Not Equal)
        $apart.Name | Should -Be 'fc.weight', 'fc.bias'
        $apart[0].MaxAbsoluteDifference | Should -BeGreaterThan 0
        $apart[0].RelativeNorm | Should -BeGreaterThan 0
        $apart[0].Note | Should -BeNullOrEmpty
    }

    It 'compares files, whatever their format' {
        $model = New-TestModel
        $null = Export-TorchModel $model "$TestDrive/one.safetensors"
        $null = Export-TorchModel $model "$TestDrive/one.pth"
        (Compare-TorchModel "$TestDrive/one.safetensors" "$TestDrive/one.pth").Equal | Should -Not -Contain $false
        (Get-Item "$TestDrive/one.pth" | Compare-TorchModel $weights).Equal | Should -Not -Contain $false
    }

    It 'reports shapes that differ, and what only one side has' {
        $narrow = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5
        $row = Compare-TorchModel $weights $narrow | Where-Object Name -EQ 'conv1.weight'
        $row.Equal | Should -BeFalse
        $row.MaxAbsoluteDifference | Should -BeNullOrEmpty
        $row.Note | Should -Be '16x3x3x3 in the reference, 8x3x3x3 in the difference'
        $deep = Import-TorchModel resnet34 -Width 16 -Stem Small -ClassCount 5
        $extra = Compare-TorchModel $weights $deep | Where-Object Name -EQ 'layer1.2.conv1.weight'
        $extra.Note | Should -Be 'only in the difference'
        (Compare-TorchModel $deep $weights | Where-Object Name -EQ 'layer1.2.conv1.weight').Note | Should -Be 'only in the reference'
    }

    It 'compares values across data types, and never calls them equal' {
        $double = New-TestModel -DataType float64
        $row = Compare-TorchModel $weights $double | Where-Object Name -EQ 'fc.bias'
        $row.Equal | Should -BeFalse
        $row.MaxAbsoluteDifference | Should -Be 0
        $row.Note | Should -Be 'float32 in the reference, float64 in the difference'
    }

    It 'measures what training moved' {
        $model = New-TestModel
        $model | Set-LayerFreeze -TrainOnly fc
        $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -First 64
        $null = $model | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $data
        (Compare-TorchModel $weights $model | Where-Object -Not Equal).Name | Should -Be 'fc.weight', 'fc.bias'
    }

    It 'refuses what is neither a model nor a file' {
        { Compare-TorchModel $weights 5 } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.CompareTorchModelCommand'
        { Compare-TorchModel "$TestDrive/none.pth" $weights } | Should -Throw -ErrorId 'ModelFileNotFound,Freeze.Commands.CompareTorchModelCommand'
    }
}
