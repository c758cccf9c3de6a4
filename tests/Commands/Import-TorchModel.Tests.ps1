BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $root = "$PSScriptRoot/../.."
    $weights = "$root/examples/data/narrow16_pretrained_0to4.pth"
    $scripts = "$root/tests/fixtures/torchscript"
    $small = @{ Width = 16; Stem = 'Small'; ClassCount = 5 }

    function Get-Failure([scriptblock] $Action) {
        try { & $Action 3> $null | Out-Null } catch { $_ }
    }
}

Describe 'Import-TorchModel of an architecture' {
    It 'loads torchvision''s names key for key' {
        $model = Import-TorchModel resnet18 @small -Weights $weights
        $model.Architecture | Should -Be 'resnet18'
        $model.Source | Should -BeLike '*narrow16_pretrained_0to4.pth'
        $model.Head | Should -Be 'fc'
        $model.ClassCount | Should -Be 5
        $model.Device | Should -Be 'cpu'
        $model.DataType | Should -Be 'float32'
        $model.Import.Loaded | Should -Contain 'layer4.1.bn2.running_var'
        $model.Import.Loaded.Count | Should -Be (Get-TorchCheckpoint $weights).Count
        $model.Import.Missing.Count + $model.Import.Unexpected.Count + $model.Import.Reinitialized.Count | Should -Be 0
        $model.Import.Sha256 | Should -Match '^[0-9a-f]{64}$'
        (Get-ParameterReport $model).Provenance | Select-Object -Unique | Should -Be 'Checkpoint'
        $model.Layers[0].Name | Should -Be 'conv1'
        $model.Layers[-1].Name | Should -Be 'fc'
        $model.FrozenCount + $model.TrainableCount | Should -Be $model.ParameterCount
    }

    It 'takes the architecture in any letter case, and by position or name' {
        (Import-TorchModel ResNet18 -Width 4).Architecture | Should -Be 'resnet18'
        (Import-TorchModel -Architecture resnet18 -Width 4).Architecture | Should -Be 'resnet18'
    }

    It 'draws a head of another size, and the same one from the same seed' {
        $first, $second = 1, 1 | ForEach-Object { Import-TorchModel resnet18 -Width 16 -Stem Small -ClassCount 3 -Weights $weights -Seed $_ }
        $first.Import.Reinitialized | Should -Be 'fc.weight', 'fc.bias'
        (Get-ParameterReport $first | Where-Object Provenance -EQ 'Initialized').Name | Should -Be 'fc.weight', 'fc.bias'
        (Compare-TorchModel $first $second | Where-Object Equal -EQ $false) | Should -BeNullOrEmpty
    }

    It 'resets a head of the same size only when asked' {
        (Import-TorchModel resnet18 @small -Weights $weights).Import.Reinitialized.Count | Should -Be 0
        (Import-TorchModel resnet18 @small -Weights $weights -ResetHead).Import.Reinitialized | Should -Be 'fc.weight', 'fc.bias'
    }

    It 'lays several files over each other, the later over the earlier' {
        $other = "$TestDrive/other.safetensors"
        Import-TorchModel resnet18 @small -Seed 1 | Export-TorchModel $other -Force | Out-Null
        $model = Import-TorchModel resnet18 @small -Weights $other, $weights
        (Compare-TorchModel $model $weights | Where-Object Equal -EQ $false) | Should -BeNullOrEmpty
        $model.Import.Files.Count | Should -Be 2
        $model = Import-TorchModel resnet18 @small -Weights $weights, $other
        (Compare-TorchModel $model $other | Where-Object Equal -EQ $false) | Should -BeNullOrEmpty
    }

    It 'fits the first convolution to one channel, and says so' {
        $model = Import-TorchModel resnet18 @small -Weights $weights -InputChannels 1
        $model.Import.Adapted | Should -Be 'conv1.weight'
        (Get-ParameterReport $model -Name conv1.weight).Shape | Should -Be 16, 1, 3, 3
    }

    It 'loads what fits with -AllowMismatch, and warns of the rest' {
        $failure = Get-Failure { Import-TorchModel resnet34 @small -Weights $weights }
        $failure.FullyQualifiedErrorId | Should -Be 'ArchitectureMismatch,Freeze.Commands.ImportTorchModelCommand'
        "$failure" | Should -Match 'missing: layer1.2'
        $model = Import-TorchModel resnet34 @small -Weights $weights -AllowMismatch -WarningVariable warnings 3> $null
        $model.Import.Missing | Should -Contain 'layer1.2.conv1.weight'
        "$warnings" | Should -Match 'layer1.2'
    }

    It 'takes -Width for <Name>' -ForEach @(
        @{ Name = 'resnet50'; Width = 8 }
        @{ Name = 'resnext50_32x4d'; Width = 16 }
        @{ Name = 'wide_resnet50_2'; Width = 8 }
    ) {
        (Get-ParameterReport (Import-TorchModel $Name -Width $Width -Stem Small -ClassCount 2) -Name conv1.weight).Shape[0] | Should -Be $Width
    }

    It 'refuses <Why>' -ForEach @(
        @{ Why = 'a width that leaves groups empty'; Arguments = @{ Architecture = 'resnext50_32x4d'; Width = 8 }; Code = 'OptionInvalid'; Says = '-Width' }
        @{ Why = 'a width where there is none'; Arguments = @{ Architecture = 'vgg11'; Width = 8 }; Code = 'OptionInvalid'; Says = '-Width' }
        @{ Why = 'no classes'; Arguments = @{ Architecture = 'resnet18'; ClassCount = 0 }; Code = 'OptionInvalid'; Says = '-ClassCount' }
        @{ Why = 'an unknown architecture'; Arguments = @{ Architecture = 'resnt18' }; Code = 'ArchitectureUnknown'; Says = 'resnet18' }
        @{ Why = 'an unknown device'; Arguments = @{ Architecture = 'resnet18'; Width = 4; Device = 'tpu' }; Code = 'DeviceUnavailable'; Says = 'tpu' }
        @{ Why = 'a data type without fractions'; Arguments = @{ Architecture = 'resnet18'; Width = 4; DataType = 'int8' }; Code = 'OptionInvalid'; Says = 'float32' }
    ) {
        $failure = Get-Failure { Import-TorchModel @Arguments }
        $failure.FullyQualifiedErrorId | Should -Be "$Code,Freeze.Commands.ImportTorchModelCommand"
        "$failure $($failure.ErrorDetails.RecommendedAction)" | Should -Match $Says
    }

    It 'names -Path where a file is given as an architecture' {
        $failure = Get-Failure { Import-TorchModel $weights }
        $failure.FullyQualifiedErrorId | Should -Be 'ArchitectureUnknown,Freeze.Commands.ImportTorchModelCommand'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Path'
    }
}

Describe 'Import-TorchModel of a file' {
    It 'takes a TorchScript file from the pipeline, and several' {
        $models = Get-ChildItem $scripts -Filter scripted_*.pt | Import-TorchModel
        $models.Count | Should -Be 2
        $models[0].Architecture | Should -BeNullOrEmpty
        $models[0].ParameterCount | Should -Be 145
        ($models[0].Layers | Where-Object Name -EQ 'bn').Type | Should -Be 'BatchNorm2d'
    }

    It 'gives a TorchScript module another head' {
        $model = Import-TorchModel -Path $scripts/scripted_train.pt -ClassCount 3 -Seed 1
        $model.ClassCount | Should -Be 3
        $model.Head | Should -Be 'fc'
        $model.Import.Reinitialized | Should -Be 'fc.weight', 'fc.bias'
        (Get-ParameterReport $model -Name fc).Provenance | Select-Object -Unique | Should -Be 'Initialized'
        (Get-ParameterReport $model -Name conv).Provenance | Select-Object -Unique | Should -Be 'Checkpoint'
    }

    It 'trains it with its first layers frozen, statistics included' {
        $data = Import-TorchDataset "$root/examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7, 9 -First 96 -Channels 3
        $model = Import-TorchModel -Path $scripts/scripted_train.pt -ClassCount 3 -Seed 1
        $model | Set-LayerFreeze conv, bn
        $before = Copy-TorchModel $model
        $record = $model | New-GroupedOptimizer -LearningRate 0.1 | Start-FineTune -Data $data -Seed 1
        $record.FrozenIntact | Should -BeTrue
        (Compare-TorchModel $before $model | Where-Object { -not $_.Equal }).Name | Should -Be 'fc.weight', 'fc.bias'
    }

    It 'trains half precision as it is, and converts it with -DataType' -ForEach @(
        @{ Type = @{}; Name = 'float16' }
        @{ Type = @{ DataType = 'float32' }; Name = 'float32' }
    ) {
        $data = Import-TorchDataset "$root/examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7, 9 -First 96 -Channels 3
        $model = Import-TorchModel -Path $scripts/half.pt @Type
        $model.DataType | Should -Be $Name
        $records = $model | New-GroupedOptimizer -LearningRate 0.05 | Start-FineTune -Data $data -Epochs 3 -Seed 1
        $records[-1].TrainLoss | Should -BeLessThan $records[0].TrainLoss
        Export-TorchModel $model "$TestDrive/half.pt" -Force | Out-Null
        (Get-TorchCheckpoint "$TestDrive/half.pt" | Where-Object Name -EQ 'bn.num_batches_tracked').DataType | Should -Be 'int64'
    }

    It 'warns that tracing has fixed the <Mode> mode' -ForEach @(
        @{ Mode = 'training'; File = 'traced_train.pt' }
        @{ Mode = 'evaluation'; File = 'traced_eval.pt' }
    ) {
        $null = Import-TorchModel -Path $scripts/$File -WarningVariable warnings 3> $null
        "$warnings" | Should -Match "fixed the $Mode mode of bn, drop"
    }

    It 'loads what Export-TorchModel wrote, with what was frozen and another head where asked' {
        $file = "$TestDrive/own.safetensors"
        Import-TorchModel resnet18 @small -Weights $weights | Set-LayerFreeze layer1 -PassThru | Export-TorchModel $file -Force | Out-Null
        $model = Import-TorchModel -Path $file
        $model.Architecture | Should -Be 'resnet18'
        (Get-ParameterReport $model -Name layer1).Trainable | Select-Object -Unique | Should -Be $false
        (Import-TorchModel -Path $file -ClassCount 2).Import.Reinitialized | Should -Be 'fc.weight', 'fc.bias'
        (Import-TorchModel -Path $file -InputChannels 1).Import.Adapted | Should -Be 'conv1.weight'
        Get-Item $file | Import-TorchModel | ForEach-Object Architecture | Should -Be 'resnet18'
    }

    It 'refuses <File>: <Code>' -ForEach @(
        @{ File = 'examples/data/narrow16_pretrained_0to4.pth'; Code = 'ModelFormatUnknown'; Says = '-Weights' }
        @{ File = 'tests/fixtures/torchscript/quantised.pt'; Code = 'ModelFormatUnknown'; Says = 'before it is quantised' }
        @{ File = 'tests/fixtures/torchscript/none.pt'; Code = 'ModelFileNotFound'; Says = 'path' }
        @{ File = 'tests/fixtures'; Code = 'ModelFileNotFound'; Says = 'path' }
        @{ File = 'README.md'; Code = 'ModelFormatUnknown'; Says = 'safetensors' }
        @{ File = 'examples/data/t10k-images-idx3-ubyte.gz'; Code = 'ModelFormatUnknown'; Says = 'safetensors' }
    ) {
        $failure = Get-Failure { Import-TorchModel -Path "$root/$File" }
        $failure.FullyQualifiedErrorId | Should -Be "$Code,Freeze.Commands.ImportTorchModelCommand"
        $failure.ErrorDetails.RecommendedAction | Should -Match $Says
    }

    It 'says what a module frozen by torch.jit.freeze is good for' {
        $model = Import-TorchModel -Path $scripts/jit_frozen.pt -WarningVariable warnings 3> $null
        "$warnings" | Should -Match 'torch.jit.freeze'
        $failure = Get-Failure { $model | Set-LayerFreeze -All }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NothingTrainable,*'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'torch.jit.script'
    }

    It 'refuses another head where <File> does not allow it, and says why' -ForEach @(
        @{ File = 'sized.pt'; Says = '5 classes elsewhere' }
        @{ File = 'normalised_last.pt'; Says = 'BatchNorm1d' }
    ) {
        $failure = Get-Failure { Import-TorchModel -Path $scripts/$File -ClassCount 3 }
        $failure.FullyQualifiedErrorId | Should -Be 'OptionInvalid,Freeze.Commands.ImportTorchModelCommand'
        "$failure" | Should -Match $Says
    }
}

Describe 'Import-TorchModel of a module' {
    It 'takes over a module that the script built' {
        $module = [TorchSharp.torch+nn]::Linear(3, 2)
        $model = Import-TorchModel -Module $module
        [object]::ReferenceEquals($model.Module, $module) | Should -BeTrue
        $model.ParameterCount | Should -Be 8
        (Get-ParameterReport $model).Provenance | Select-Object -Unique | Should -Be 'Script'
    }

    It 'leaves nothing of a model that was disposed' {
        $model = Import-TorchModel -Module ([TorchSharp.torch+nn]::Linear(3, 2))
        $model.Dispose()
        $model.Module.IsInvalid | Should -Not -Be $false
    }
}
