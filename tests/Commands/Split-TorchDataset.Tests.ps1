BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"

    function New-Data([int] $Count) {
        1..$Count | ForEach-Object { [pscustomobject]@{ Value = $_; Label = $_ % 4 } } | Import-TorchDataset
    }
}

Describe 'Split-TorchDataset' {
    BeforeAll {
        $data = New-Data 100
    }

    It 'divides by shares' {
        $train, $validation = Split-TorchDataset $data 0.8, 0.2
        $train.Count | Should -Be 80
        $validation.Count | Should -Be 20
    }

    It 'takes the data from the pipeline, or by its other name' {
        $data | Split-TorchDataset -Ratio 0.5, 0.25, 0.25 | ForEach-Object Count | Should -Be 50, 25, 25
        $data | Split-TorchDataset 0.5, 0.5 | ForEach-Object Count | Should -Be 50, 50
        Split-TorchDataset -Data $data -Ratio 0.9, 0.1 | ForEach-Object Count | Should -Be 90, 10
    }

    It 'keeps shape, source and classes' {
        $named = 1..10 | ForEach-Object { [pscustomobject]@{ Value = $_; Label = $_ % 2 ? 'odd' : 'even' } } | Import-TorchDataset
        $part = ($named | Split-TorchDataset 0.5, 0.5 -Stratify)[1]
        $part.Classes | Should -Be 'even', 'odd'
        $part.SampleShape | Should -Be 1
        $part.Source | Should -Be $named.Source
    }

    It 'divides every class with -Stratify' {
        # Of 25 samples a class, a share of 0.04 is one.
        $part = (Split-TorchDataset $data 0.96, 0.04 -Stratify)[1]
        $part.Count | Should -Be 4
    }

    It 'refuses shares <Ratio>' -ForEach @{ Ratio = 0.8, 0.3 }, @{ Ratio = 1.0 }, @{ Ratio = 1.5, -0.5 }, @{ Ratio = 0.9999, 0.0001 } {
        { Split-TorchDataset $data $Ratio } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.SplitTorchDatasetCommand'
    }

    It 'wants labels for -Stratify' {
        $bare = 1..10 | Import-TorchDataset
        { $bare | Split-TorchDataset 0.5, 0.5 -Stratify } | Should -Throw -ErrorId 'DatasetInvalid,*'
    }

    It 'trains on one part and evaluates on the other' {
        $train, $validation = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -First 40 | Split-TorchDataset 0.8, 0.2 -Seed 3
        $model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10 -InputChannels 1 -Seed 1
        $record = $model | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $train -Validation $validation -BatchSize 16
        $record.ValidationLoss | Should -BeGreaterThan 0
        $model.Dispose()
    }
}
