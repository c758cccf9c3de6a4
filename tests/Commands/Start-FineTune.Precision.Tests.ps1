# -Precision and -Deterministic: what computes a run, and that nothing of it stays behind.

BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $examples = "$PSScriptRoot/../../examples/data"
    $data = Import-TorchDataset "$examples/train-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 64
    $hasBfloat16 = (Get-TorchRuntime).Precisions -contains 'bfloat16'

    function New-Model([string] $DataType = 'float32') {
        Import-TorchModel resnet18 -Weights "$examples/narrow16_pretrained_0to4.pth" -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1 -DataType $DataType |
            Set-LayerFreeze -Through layer2 -PassThru
    }

    function Start-Run($Model, [hashtable] $Option) {
        $Model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 | Start-FineTune -Data $data -Validation $data -BatchSize 32 -Seed 3 @Option
    }

    # The data type of a product here and now.
    function Get-ProductType {
        $matrix = [TorchSharp.torch]::ones(4, 4)
        $product = $matrix.matmul($matrix)
        try { "$($product.dtype)" } finally { $product.Dispose(); $matrix.Dispose() }
    }
}

Describe 'Start-FineTune -Precision' {
    It 'trains in bfloat16 with weights that stay float32' {
        $model = New-Model
        $record = Start-Run $model @{ Precision = 'bfloat16'; WarningAction = 'SilentlyContinue' }
        $model.DataType | Should -Be 'float32'
        $record.FrozenIntact | Should -BeTrue
        $exact = Start-Run (New-Model) @{}
        foreach ($step in 0..1) {
            [Math]::Abs($record.StepLosses[$step] / $exact.StepLosses[$step] - 1) | Should -BeLessThan 0.03
        }
        if ($hasBfloat16) { "$($record.StepLosses)" | Should -Not -Be "$($exact.StepLosses)" }
    }

    It 'gives the same bits every time' {
        $option = @{ Precision = 'bfloat16'; WarningAction = 'SilentlyContinue' }
        (Start-Run (New-Model) $option).StepLosses | Should -Be (Start-Run (New-Model) $option).StepLosses
        (Start-Run (New-Model) @{}).StepLosses | Should -Be (Start-Run (New-Model) @{ Precision = 'float32' }).StepLosses
    }

    It 'leaves nothing behind on the thread, between steps either' {
        $types = New-Model | New-GroupedOptimizer -LearningRate 0.01 |
            Start-FineTune -Data $data -Epochs 2 -BatchSize 32 -Precision bfloat16 -WarningAction SilentlyContinue | ForEach-Object { Get-ProductType }
        $types | Should -Be 'Float32', 'Float32'
        Get-ProductType | Should -Be 'Float32'
    }

    It 'leaves nothing behind where a run fails' {
        $model = New-Model
        $optimizer = $model | New-GroupedOptimizer -LearningRate 1e30
        { $optimizer | Start-FineTune -Data $data -Epochs 3 -BatchSize 32 -Precision bfloat16 -WarningAction SilentlyContinue } |
            Should -Throw -ErrorId 'LossNotFinite,Freeze.Commands.StartFineTuneCommand'
        Get-ProductType | Should -Be 'Float32'
    }

    It 'refuses to cast weights that are not float32' {
        $optimizer = New-Model float64 | New-GroupedOptimizer
        { $optimizer | Start-FineTune -Data $data -Precision bfloat16 } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
    }

    It 'knows only float32 and bfloat16' {
        $optimizer = New-Model | New-GroupedOptimizer
        { $optimizer | Start-FineTune -Data $data -Precision float16 } | Should -Throw
    }
}

Describe 'Start-FineTune -Deterministic' {
    It 'holds while the run goes on, and no longer' {
        $seen = New-Model | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $data -BatchSize 32 -Deterministic | ForEach-Object { (Get-TorchRuntime).Deterministic }
        $seen | Should -BeTrue
        (Get-TorchRuntime).Deterministic | Should -BeFalse
    }

    It 'is over when the pipeline stops early' {
        New-Model | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $data -Epochs 3 -BatchSize 32 -Deterministic | Select-Object -First 1 | Should -Not -BeNullOrEmpty
        (Get-TorchRuntime).Deterministic | Should -BeFalse
    }

    It 'leaves it on where the user has switched it on' {
        Set-TorchRuntime -Deterministic
        try {
            $null = Start-Run (New-Model) @{ Deterministic = $true }
            (Get-TorchRuntime).Deterministic | Should -BeTrue
        }
        finally {
            Set-TorchRuntime -Deterministic:$false
        }
    }
}
