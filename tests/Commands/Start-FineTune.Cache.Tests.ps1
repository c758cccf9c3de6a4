BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $files = "$PSScriptRoot/../../examples/data"
    $images = @{ Class = 5, 6, 7, 8, 9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
    $data = Import-TorchDataset "$files/t10k-images-idx3-ubyte.gz" @images -First 72
    $validation = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" @images -First 40
    $varied = Import-TorchDataset "$files/t10k-images-idx3-ubyte.gz" @images -First 72 -Augment HorizontalFlip
    $run = @{ BatchSize = 32; Seed = 1; Epochs = 3 }

    function New-TestOptimizer([string] $Through = 'layer4', [string] $Dropout) {
        $model = Import-TorchModel resnet18 -Width 16 -Stem Small -Weights "$files/narrow16_pretrained_0to4.pth" -ClassCount 5 -ResetHead -Seed 3
        $model | Set-LayerFreeze -Through $Through -PassThru | New-GroupedOptimizer -LearningRate 0.05 -Momentum 0.9
    }
}

Describe 'Start-FineTune with the feature cache' {
    It 'runs frozen layers once for each sample, and reads what they gave from then on' {
        $records = New-TestOptimizer | Start-FineTune -Data $data -Validation $validation @run
        $records.FeatureCache | Should -Be 'Filling', 'Hit', 'Hit'
        $records.FrozenIntact | Should -Not -Contain $false
    }

    It 'gives the same numbers with -FeatureCache <_> as with Off' -ForEach 'Auto', 'Memory', 'Disk' {
        $off = New-TestOptimizer layer2
        $other = New-TestOptimizer layer2
        $expected = $off | Start-FineTune -Data $data -Validation $validation @run -FeatureCache Off
        $records = $other | Start-FineTune -Data $data -Validation $validation @run -FeatureCache $_
        $records.FeatureCache | Should -Be 'Filling', 'Hit', 'Hit'
        $records.StepLosses | Should -Be $expected.StepLosses
        $records.ValidationLoss | Should -Be $expected.ValidationLoss
        Compare-TorchModel $off.Model $other.Model | Where-Object -Not Equal | Should -BeNullOrEmpty
    }

    It 'is off where it is told to be' {
        (New-TestOptimizer | Start-FineTune -Data $data @run -FeatureCache Off).FeatureCache | Should -Be 'Off', 'Off', 'Off'
    }

    It 'keeps nothing for a single epoch' {
        (New-TestOptimizer | Start-FineTune -Data $data -BatchSize 32 -Seed 1).FeatureCache | Should -Be 'Off'
    }

    It 'fills anew when the schedule unfreezes a part' {
        $records = New-TestOptimizer layer2 | Start-FineTune -Data $data -BatchSize 32 -Seed 1 -Epochs 4 -FreezeEpochs 2
        $records.FeatureCache | Should -Be 'Filling', 'Hit', 'Filling', 'Hit'
    }

    It 'says on the verbose stream what it does and why' {
        $said = New-TestOptimizer layer2 | Start-FineTune -Data $data @run -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Match 'up to layer2: layer3.0.conv1.weight trains'
        "$said" | Should -Match 'kept in memory'
        $refused = New-TestOptimizer | Start-FineTune -Data $varied @run -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$refused" | Should -Match '-CacheViews'
    }

    It 'goes to disk past -FeatureCacheLimit, and leaves no file' {
        $before = @(Get-ChildItem ([System.IO.Path]::GetTempPath()) -Filter 'freeze-features-*').Count
        $said = New-TestOptimizer layer2 | Start-FineTune -Data $data @run -FeatureCacheLimit 1KB -Verbose 4>&1
        ($said | Where-Object { $_ -is [Freeze.EpochRecord] }).FeatureCache | Should -Be 'Filling', 'Hit', 'Hit'
        "$($said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })" | Should -Match 'kept on disk'
        @(Get-ChildItem ([System.IO.Path]::GetTempPath()) -Filter 'freeze-features-*').Count | Should -BeLessOrEqual $before
    }

    It 'warns where memory was asked for and does not suffice' {
        $records = New-TestOptimizer layer2 | Start-FineTune -Data $data @run -FeatureCache Memory -FeatureCacheLimit 1KB -WarningVariable warnings -WarningAction SilentlyContinue
        $records.FeatureCache | Should -Be 'Off', 'Off', 'Off'
        "$warnings" | Should -Match 'FeatureCacheLimit'
    }

    It 'keeps -CacheViews of every augmented sample, with the same numbers as without the cache' {
        $four = @{ Data = $varied; BatchSize = 32; Seed = 1; Epochs = 4; CacheViews = 2 }
        $expected = New-TestOptimizer | Start-FineTune @four -FeatureCache Off
        $records = New-TestOptimizer | Start-FineTune @four
        $records.FeatureCache | Should -Be 'Filling', 'Filling', 'Hit', 'Hit'
        $records.StepLosses | Should -Be $expected.StepLosses
    }

    It 'refuses <name> <value>' -ForEach @(
        @{ Name = 'CacheViews'; Value = -1 }
        @{ Name = 'FeatureCacheLimit'; Value = -5 }
    ) {
        $wrong = @{ $Name = $Value }
        { New-TestOptimizer | Start-FineTune -Data $data @run @wrong } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
    }

    It 'evaluates as Test-TorchModel does' {
        $optimizer = New-TestOptimizer layer2
        $last = ($optimizer | Start-FineTune -Data $data -Validation $validation @run)[-1]
        $tested = $optimizer.Model | Test-TorchModel $validation
        [math]::Abs($tested.Loss - $last.ValidationLoss) | Should -BeLessThan (1e-5 * $last.ValidationLoss)
        $tested.Accuracy | Should -Be $last.Accuracy
    }
}
