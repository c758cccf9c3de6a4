BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7 -First 256

    function New-TestModel([string] $DataType = 'float32') { New-TorchModel 'Flatten', 'first: Linear(784, 8)', 'Tanh', 'head: Linear(8, 2)' -Seed 1 -DataType $DataType }
    function Get-Spoilt($Model) { $Model | Get-ParameterReport -Statistics | Where-Object { -not [double]::IsFinite($_.Norm) } }
}

Describe 'Start-FineTune that diverges' {
    It 'leaves finite weights, says which, and the next run says what it begins with' {
        $model = New-TestModel
        $before = $model | Copy-TorchModel
        $optimizer = $model | New-GroupedOptimizer -LearningRate 1e38
        $message = ''
        try { Start-FineTune $optimizer $data -BatchSize 64 -Seed 1 -ErrorAction Stop } catch { $message = "$_"; $id = $_.FullyQualifiedErrorId }
        $id | Should -Be 'LossNotFinite,Freeze.Commands.StartFineTuneCommand'
        $message | Should -Match 'sequence is as the run found it'
        Compare-TorchModel $before $model | Where-Object { -not $_.Equal } | Should -BeNullOrEmpty
        Get-Spoilt $model | Should -BeNullOrEmpty

        $optimizer.Groups[0].LearningRate = 0.01
        $record = Start-FineTune $optimizer $data -Seed 1 -WarningVariable said -WarningAction SilentlyContinue
        $record.TrainLoss | Should -BeLessThan 1
        $said | Should -Match 'An earlier run on sequence diverged \(run [0-9a-f]{8}, epoch 1, step \d'
        $null = Start-FineTune $optimizer $data -Seed 1 -WarningVariable again -WarningAction SilentlyContinue
        $again | Should -BeNullOrEmpty
    }

    It 'undoes a step of <_> that overflows in float16' -ForEach 'NAdam', 'RMSprop', 'Adagrad' {
        $model = New-TestModel float16
        $before = $model | Copy-TorchModel
        $optimizer = $model | New-GroupedOptimizer -Algorithm $_
        { Start-FineTune $optimizer $data -Seed 1 -Patience 2 -ErrorAction Stop } | Should -Throw '*in float16; the step was undone*'
        Compare-TorchModel $before $model | Where-Object { -not $_.Equal } | Should -BeNullOrEmpty
    }

    It 'names weights that no run could start from' {
        $model = New-TestModel
        $null = $model.Module.get_parameter('head.weight').detach().fill_([float]::NaN)
        { $model | New-GroupedOptimizer | Start-FineTune -Data $data -ErrorAction Stop } | Should -Throw "*Before the first step, 'head.weight' of sequence*"
    }
}

Describe 'Start-FineTune with numbers at the limit' {
    It 'takes the largest number that there is as <Name>' -ForEach @(
        @{ Name = 'BatchSize' }, @{ Name = 'AccumulationSteps' }, @{ Name = 'FreezeEpochs' }, @{ Name = 'CacheViews' }, @{ Name = 'Patience' }, @{ Name = 'CheckpointEvery' }
    ) {
        $largest = @{ $Name = [int]::MaxValue }
        $records = New-TestModel | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $data -Validation $data -Epochs 2 -Schedule Exponential -ScheduleOption @{ gamma = 0.5 } @largest
        $records.Count | Should -Be 2
        $records[1].TrainLoss | Should -BeLessThan 1
        $records[1].ValidationLoss | Should -BeGreaterThan 0
        [Math]::Abs($records[1].LearningRates['default'] - 0.005) | Should -BeLessThan 1e-12
    }

    It 'evaluates all samples in one batch' {
        $whole = New-TestModel | Test-TorchModel $data -BatchSize ([int]::MaxValue)
        $whole.Count | Should -Be 256
        $whole.Loss | Should -BeGreaterThan 0
    }
}

Describe 'Start-FineTune with class weights of 0' {
    It 'counts batches without weight as nothing, -AccumulationSteps <_>' -ForEach 1, 3 {
        $record = New-TestModel | New-GroupedOptimizer -LearningRate 0.05 | Start-FineTune -Data $data -BatchSize 2 -ClassWeight 0, 1 -AccumulationSteps $_ -Seed 1 -LogPath "$TestDrive/logs"
        $record.StepLosses.Count | Should -BeLessThan 128
        $record.StepLosses | Where-Object { -not [double]::IsFinite($_) } | Should -BeNullOrEmpty
        $record.TrainLoss | Should -BeGreaterThan 0
    }

    It 'refuses data of which nothing counts' {
        $one = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5 -First 64
        { New-TestModel | New-GroupedOptimizer | Start-FineTune -Data $one -ClassWeight 0, 1 -ErrorAction Stop } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
    }
}

Describe 'Settings of an optimizer''s groups' {
    It 'are those of the next run' {
        $optimizer = New-TestModel | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
        $null = $optimizer | Start-FineTune -Data $data -Schedule Cosine -Epochs 2
        $optimizer.Groups[0].LearningRate = 0.5
        ($optimizer | Start-FineTune -Data $data).LearningRates['default'] | Should -Be 0.5
        ($optimizer | Start-FineTune -Data $data -Schedule Exponential -ScheduleOption @{ gamma = 0.5 } -Epochs 2)[1].LearningRates['default'] | Should -Be 0.25
        { $optimizer.Groups[0].LearningRate = -1 } | Should -Throw '*must be 0 or more*'
        { $optimizer.Groups[0].WeightDecay = 0.1 } | Should -Throw '*ReadOnly*'
        { $optimizer.Groups[0].InitialLearningRate = 0.1 } | Should -Throw '*ReadOnly*'
    }
}
