BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
}

Describe 'New-TorchModel' {
    It 'builds layers under the names of a sequence' {
        $model = New-TorchModel -Layer 'Linear(784, 128)', 'ReLU', 'Linear(128, 10)' -Seed 1
        (Get-ParameterReport $model).Name | Should -Be '0.weight', '0.bias', '2.weight', '2.bias'
        $model.ParameterCount | Should -Be (784 * 128 + 128 + 128 * 10 + 10)
        $model.ClassCount | Should -Be 10
        (Get-ParameterReport $model)[0].Provenance | Should -Be 'Initialized'
    }

    It 'draws the same weights from the same seed' {
        $first, $second, $other = 1, 1, 2 | ForEach-Object { New-TorchModel 'Linear(4, 4)' -Seed $_ }
        (Get-ParameterReport $second -Statistics).Norm | Should -Be (Get-ParameterReport $first -Statistics).Norm
        (Get-ParameterReport $other -Statistics).Norm | Should -Not -Be (Get-ParameterReport $first -Statistics).Norm
    }

    It 'refuses <Layer> and shows the signature' -ForEach @(
        @{ Layer = 'Linear(3)' }
        @{ Layer = 'Linear(3, 4, biass=True)' }
        @{ Layer = 'Lineer(3, 4)' }
    ) {
        $failure = try { New-TorchModel $Layer } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'LayerSpecificationInvalid,Freeze.Commands.NewTorchModelCommand'
        "$failure" | Should -Match 'Linear'
    }

    It 'trains like any other model, is saved, and comes back' {
        $file = Join-Path $TestDrive 'sequence.safetensors'
        $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7 -First 256
        $model = New-TorchModel 'Flatten', 'Linear(784, 16)', 'ReLU', 'head: Linear(16, 2)' -Seed 1
        $record = $model | New-GroupedOptimizer -LearningRate 0.05 -Momentum 0.9 | Start-FineTune -Data $data -Validation $data -Epochs 3 -Seed 1 | Select-Object -Last 1
        $record.Accuracy | Should -BeGreaterThan 0.7
        $null = $model | Export-TorchModel $file
        (Import-TorchModel -Path $file | Test-TorchModel $data).Accuracy | Should -Be $record.Accuracy
    }
}

Describe 'Copy-TorchModel' {
    It 'makes a copy that training the first leaves alone' {
        $model = New-TorchModel 'Flatten', 'Linear(784, 8)', 'ReLU', 'Linear(8, 2)' -Seed 1
        $model | Set-LayerFreeze 1 -AllowUninitialized
        $copy = $model | Copy-TorchModel
        $copy.FrozenCount | Should -Be $model.FrozenCount
        (Get-ParameterReport $copy)[0].Rule | Should -Be (Get-ParameterReport $model)[0].Rule
        $before = (Get-ParameterReport $copy -Statistics).Norm
        $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7 -First 64
        $null = $model | New-GroupedOptimizer -LearningRate 0.1 | Start-FineTune -Data $data
        (Get-ParameterReport $copy -Statistics).Norm | Should -Be $before
        (Get-ParameterReport $model -Statistics).Norm | Should -Not -Be $before
    }

    It 'says why a script''s own module cannot be copied' {
        $model = Import-TorchModel -Module ([TorchSharp.torch+nn]::Linear(3, 2))
        { $model | Copy-TorchModel -ErrorAction Stop } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.CopyTorchModelCommand'
    }
}

Describe 'Get-TorchCheckpoint' {
    BeforeAll {
        $weights = "$PSScriptRoot/../../examples/data/narrow16_pretrained_0to4.pth"
    }

    It 'lists the tensors of a file as stored' {
        $rows = Get-TorchCheckpoint $weights
        @($rows).Count | Should -Be 122
        $rows[0].Name | Should -Be 'conv1.weight'
        $rows[0].DataType | Should -Be 'float32'
        $rows[0].Shape | Should -Be 16, 3, 3, 3
        $rows[0].Count | Should -Be 432
        $rows[0].Bytes | Should -Be 1728
        ($rows | Where-Object Name -Like '*num_batches_tracked')[0].DataType | Should -Be 'int64'
        $rows[0].Sha256 | Should -BeNullOrEmpty
    }

    It 'hashes the elements, takes files from the pipeline, and needs no libtorch' {
        (Get-Item $weights | Get-TorchCheckpoint -Hash)[0].Sha256 | Should -Be '89a7861f682835cf0ac3b268d3b4747c743b877f797ec2a1fcf9c7292ab9dfb9'
    }

    It 'refuses what is no weight file' {
        { Get-TorchCheckpoint $PSCommandPath -ErrorAction Stop } | Should -Throw -ErrorId 'ModelFormatUnknown,Freeze.Commands.GetTorchCheckpointCommand'
        { Get-TorchCheckpoint (Join-Path $TestDrive 'none.pth') -ErrorAction Stop } | Should -Throw -ErrorId 'ModelFileNotFound,Freeze.Commands.GetTorchCheckpointCommand'
    }
}
