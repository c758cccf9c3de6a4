BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $images = "$PSScriptRoot/../fixtures/data/images"

    function New-Model {
        New-TorchModel 'Conv2d(3, 4, 3, padding=1)', 'ReLU', 'AdaptiveAvgPool2d(1)', 'Flatten', 'Linear(4, 3)' -Seed 1
    }
}

Describe 'Set-TorchModel' {
    It 'names the classes, which predictions then carry' {
        $model = New-Model
        $model | Set-TorchModel -Class ant, bee, cat | Should -BeNullOrEmpty
        $model.Classes | Should -Be 'ant', 'bee', 'cat'
        (Invoke-TorchModel $model ([TorchSharp.torch]::ones(1, 3, 4, 4))).Label | Should -BeIn 'ant', 'bee', 'cat'
        Set-TorchModel $model -Class @()
        $model.Classes | Should -BeNullOrEmpty
    }

    It 'refuses the classes <Names>' -ForEach @(@{ Names = @('ant', 'bee') }, @{ Names = @('ant', 'bee', 'bee') }, @{ Names = @('ant', 'bee', ' ') }) {
        $model = New-Model
        { Set-TorchModel $model -Class $Names } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.SetTorchModelCommand'
        $model.Classes | Should -BeNullOrEmpty
    }

    It 'states the input, so that pictures of any size and color can be asked about' {
        $model = Set-TorchModel (New-Model) -Input @{ Size = 12; Padding = 2; Mean = 0.5; StandardDeviation = 0.25 } -PassThru
        "$($model.SampleShape)" | Should -Be '3 16 16'
        $model.Input.Channels | Should -Be 3
        $files = Get-ChildItem $images -Recurse -Include colour.png, grey.png, narrow.png
        $files.Count | Should -Be 3
        $rows = Invoke-TorchModel $model $files -WarningVariable said
        $rows.Count | Should -Be 3
        @($said).Count | Should -Be 0
    }

    It 'keeps what a hashtable does not state' {
        $model = Set-TorchModel (New-Model) -Input @{ Size = 12, 10; Mean = 0.1, 0.2, 0.3 } -PassThru
        Set-TorchModel $model -Input @{ padding = 1 }
        $model.Input.ImageSize | Should -Be 12, 10
        $model.Input.Mean | Should -Be 0.1, 0.2, 0.3
        "$($model.SampleShape)" | Should -Be '3 14 12'
        # An architecture knows its size.
        $published = Import-TorchModel squeezenet1_1 -ClassCount 2 -Seed 1
        Set-TorchModel $published -Input @{ ImageSize = 64; ResizeSize = 70 }
        "$($published.SampleShape)" | Should -Be '3 64 64'
        $published.Input.ResizeSize | Should -Be 70
    }

    It 'takes the input of a data set, and not its classes' {
        $data = 1..4 | ForEach-Object { [pscustomobject]@{ Image = [TorchSharp.torch]::rand(3, 8, 8); Label = 'ant', 'bee' | Select-Object -Index ($_ % 2) } } |
            Import-TorchDataset -Mean 0.5 -Padding 1
        $model = New-Model
        Set-TorchModel $model -Input $data
        $model.Input.Mean | Should -Be 0.5
        "$($model.SampleShape)" | Should -Be '3 10 10'
        $model.Classes | Should -BeNullOrEmpty
        $null = Invoke-TorchModel $model $data -WarningVariable said
        @($said).Count | Should -Be 0
    }

    It 'names the nearest key' {
        $failure = try { Set-TorchModel (New-Model) -Input @{ Size = 8; Meen = 0.5 } } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'OptionInvalid,Freeze.Commands.SetTorchModelCommand'
        "$failure" | Should -BeLike "*'Meen'*'Mean'*"
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'no size where none is known'; Value = @{ Mean = 0.5 }; Code = 'OptionInvalid' }
        @{ Name = 'a size that is no number'; Value = @{ Size = 'large' }; Code = 'OptionInvalid' }
        @{ Name = 'a size of three numbers'; Value = @{ Size = 1, 2, 3 }; Code = 'OptionInvalid' }
        @{ Name = 'a part of a pixel'; Value = @{ Size = 8.5 }; Code = 'OptionInvalid' }
        @{ Name = 'padding below zero'; Value = @{ Size = 8; Padding = -1 }; Code = 'OptionInvalid' }
        @{ Name = 'two means for three channels'; Value = @{ Size = 8; Mean = 0.1, 0.2 }; Code = 'OptionInvalid' }
        @{ Name = 'a deviation of zero'; Value = @{ Size = 8; StandardDeviation = 0 }; Code = 'OptionInvalid' }
        @{ Name = 'channels that the model does not take'; Value = @{ Size = 8; Channels = 1 }; Code = 'ShapeMismatch' }
        @{ Name = 'something else'; Value = 7; Code = 'OptionInvalid' }
        @{ Name = 'nothing'; Value = $null; Code = 'OptionInvalid' }
    ) {
        $model = New-Model
        { Set-TorchModel $model -Input $Value } | Should -Throw -ErrorId "$Code,Freeze.Commands.SetTorchModelCommand"
        $model.Input | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf' {
        $model = New-Model
        Set-TorchModel $model -Input @{ Size = 8 } -Class ant, bee, cat -WhatIf
        $model.Classes | Should -BeNullOrEmpty
        $model.Input | Should -BeNullOrEmpty
    }

    It 'is kept in exported files and copies' {
        $model = Set-TorchModel (New-Model) -Input @{ Size = 8; Mean = 0.5 } -Class ant, bee, cat -PassThru
        $path = Join-Path $TestDrive 'set.safetensors'
        $model | Export-TorchModel $path
        foreach ($other in (Import-TorchModel -Path $path), (Copy-TorchModel $model)) {
            $other.Classes | Should -Be 'ant', 'bee', 'cat'
            $other.Input.Mean | Should -Be 0.5
            $other.Input.ImageSize | Should -Be 8
        }
    }
}
