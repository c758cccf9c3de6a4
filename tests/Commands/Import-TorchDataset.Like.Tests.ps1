BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $images = "$PSScriptRoot/../fixtures/data/images"
    $examples = "$PSScriptRoot/../../examples/data"
    $mnist = "$examples/t10k-images-idx3-ubyte.gz"
    $model = Import-TorchModel resnet18 -Width 16 -Stem Small -ClassCount 2 -Seed 1

    # Folders of one picture for each class.
    function New-Folder([string] $Name, [hashtable] $Files) {
        $root = Join-Path $TestDrive $Name
        foreach ($class in $Files.Keys) {
            $null = New-Item -ItemType Directory -Force (Join-Path $root $class)
            Copy-Item (Join-Path $images $Files[$class]) (Join-Path $root $class)
        }

        $root
    }

    # The labels in the order of the samples, as classes of the data.
    function Get-Truth($Data) {
        $shapeless = New-TorchModel 'Flatten', "Linear($($Data.SampleShape[0] * $Data.SampleShape[1] * $Data.SampleShape[2]), $($Data.Classes.Count))" -Seed 1
        (Test-TorchModel $shapeless $Data -WarningAction SilentlyContinue).PerClass | Where-Object { $_.Count } | ForEach-Object { $_.Class }
    }
}

Describe 'Import-TorchDataset -Like' {
    BeforeAll {
        $train = Import-TorchDataset $mnist -Class 5, 6, 7 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 60
    }

    It 'prepares data as other data is' {
        $test = Import-TorchDataset $mnist -Class 7, 5 -Like $train -First 30
        $test.Classes | Should -Be 5, 6, 7
        "$($test.SampleShape)" | Should -Be "$($train.SampleShape)"
        foreach ($property in 'Padding', 'Channels', 'Mean', 'StandardDeviation') {
            $test.Input.$property | Should -Be $train.Input.$property -Because $property
        }
    }

    It 'prepares data as a model takes it' {
        $trained = Import-TorchModel resnet18 -Width 16 -Stem Small -ClassCount 3 -Seed 1
        $null = $trained | Set-LayerFreeze -TrainOnly fc -AllowUninitialized -PassThru | New-GroupedOptimizer |
            Start-FineTune -Data $train -WarningVariable said
        @($said).Count | Should -Be 0
        $test = Import-TorchDataset $mnist -Class 6 -Like $trained -First 30
        $test.Classes | Should -Be 5, 6, 7
        $result = Test-TorchModel $trained $test -WarningVariable said
        @($said).Count | Should -Be 0
        $result.PerClass | ForEach-Object { $_.Count } | Should -Be 0, 30, 0
    }

    It 'gives a folder the classes of another one, though it lacks some' {
        $all = Import-TorchDataset (New-Folder all @{ ant = 'colour.png'; bee = 'grey.png'; cat = 'palette.png' }) -ImageSize 16
        $some = Import-TorchDataset (New-Folder some @{ bee = 'narrow.png'; cat = 'colour.png' }) -Like $all
        $some.Classes | Should -Be 'ant', 'bee', 'cat'
        Get-Truth $some | Should -Be 'bee', 'cat'
        { Import-TorchDataset (New-Folder more @{ ant = 'colour.png'; dog = 'grey.png' }) -Like $all } |
            Should -Throw -ErrorId 'ClassMismatch,Freeze.Commands.ImportTorchDatasetCommand'
        (Import-TorchDataset (New-Folder more @{ ant = 'colour.png' }) -Class ant -Like $all).Count | Should -Be 1
    }

    It 'brings pictures of other sizes to the size of data that was not resized' {
        $plain = Import-TorchDataset (New-Folder plain @{ ant = 'colour.png' }) -Padding 1
        $other = Import-TorchDataset (New-Folder other @{ ant = 'narrow.png' }) -Like $plain
        "$($other.SampleShape)" | Should -Be "$($plain.SampleShape)"
        # Those of the same size stay as they are, to the bit.
        $same = Import-TorchDataset (New-Folder plain @{ ant = 'colour.png' }) -Like $plain
        $network = New-TorchModel 'Flatten', "Linear($($plain.SampleShape[0] * $plain.SampleShape[1] * $plain.SampleShape[2]), 3)" -Seed 1
        Set-TorchModel $network -Input $plain
        "$((Invoke-TorchModel $network $same).Scores)" | Should -Be "$((Invoke-TorchModel $network $plain).Scores)"
    }

    It 'takes samples from the pipeline too' {
        $rows = 1..4 | ForEach-Object { [pscustomobject]@{ Image = [TorchSharp.torch]::rand(1, 28, 28); Label = 'dress' } }
        $named = $rows | Import-TorchDataset -Padding 2 -Channels 3
        $data = $rows | Import-TorchDataset -Like $named
        "$($data.SampleShape)" | Should -Be '3 32 32'
        $data.Classes | Should -Be 'dress'
        { $rows | Import-TorchDataset -Like $train } | Should -Throw -ErrorId 'ClassMismatch,Freeze.Commands.ImportTorchDatasetCommand'
    }

    It 'says what it assumes of a model that does not know' {
        $unknown = Import-TorchModel resnet18 -Weights "$examples/narrow16_pretrained_0to4.pth" -Width 16 -Stem Small -ClassCount 5
        $data = Import-TorchDataset (New-Folder unknown @{ ant = 'colour.png' }) -Like $unknown -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*ImageNet*Set-TorchModel -Input*'
        $data.Input.Mean | Should -Be 0.485, 0.456, 0.406
        { Import-TorchDataset $mnist -Like (New-TorchModel 'Conv2d(3, 4, 3)' -Seed 1) } |
            Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.ImportTorchDatasetCommand'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'what -Like states itself'; Option = @{ Mean = 0.5 }; Code = 'OptionInvalid' }
        @{ Name = 'an -ImageSize beside it'; Option = @{ ImageSize = 8 }; Code = 'OptionInvalid' }
    ) {
        { Import-TorchDataset $mnist -Like $train @Option } | Should -Throw -ErrorId "$Code,Freeze.Commands.ImportTorchDatasetCommand"
    }

    It 'refuses what is neither data nor a model, and data of another kind' {
        { Import-TorchDataset $mnist -Like 7 } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.ImportTorchDatasetCommand'
        { 1..4 | ForEach-Object { , (1.0, 2.0) } | Import-TorchDataset -Like $train } |
            Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.ImportTorchDatasetCommand'
    }
}
