BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7 -First 128
    $checkpoints = "$PSScriptRoot/../fixtures/checkpoints/good"

    function New-TestModel([int] $Outputs = 2) { New-TorchModel 'Flatten', 'first: Linear(784, 8)', 'Tanh', "head: Linear(8, $Outputs)" -Seed 1 }
    function Start-TestRun($Optimizer, [int] $Epochs = 1) { $Optimizer | Start-FineTune -Data $data -NoShuffle -Seed 1 -Epochs $Epochs }
}

Describe 'Export-OptimizerState and Import-OptimizerState' {
    BeforeAll {
        $model = New-TestModel
        $optimizer = $model | New-GroupedOptimizer -Algorithm Adam -LearningRate 0.01
        $null = Start-TestRun $optimizer
        $file = Join-Path $TestDrive 'state.safetensors'
        $written = $optimizer | Export-OptimizerState $file
    }

    It 'writes one file of tensors by parameter name' {
        $written.FullName | Should -Be (Get-Item $file).FullName
        (Get-TorchCheckpoint $file).Name | Sort-Object | Should -Be 'first.bias.exp_avg', 'first.bias.exp_avg_sq', 'first.weight.exp_avg', 'first.weight.exp_avg_sq', 'head.bias.exp_avg', 'head.bias.exp_avg_sq', 'head.weight.exp_avg', 'head.weight.exp_avg_sq'
    }

    It 'gives the same bytes for the same state' {
        Export-OptimizerState $optimizer "$TestDrive/again.safetensors" | Should -Not -BeNullOrEmpty
        [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/again.safetensors")) | Should -Be ([Convert]::ToBase64String([IO.File]::ReadAllBytes($file)))
    }

    It 'lets a run go on as though it had not stopped, whatever the groups are now' {
        $continued = $model | Copy-TorchModel
        $other = $continued | New-GroupedOptimizer -Algorithm Adam -LearningRate 0.01 -Group @{ Layer = 'head' }
        $report = $other | Import-OptimizerState $file
        $report.Carried | Should -Be 'first.weight', 'first.bias', 'head.weight', 'head.bias'
        $report.Fresh | Should -BeNullOrEmpty
        $report.Dropped | Should -BeNullOrEmpty
        $same = $model | Copy-TorchModel
        $second = $same | New-GroupedOptimizer -Algorithm Adam -LearningRate 0.01
        $null = Import-OptimizerState $second $file
        (Start-TestRun $other).StepLosses | Should -Be (Start-TestRun $second).StepLosses
        $cold = $model | Copy-TorchModel | New-GroupedOptimizer -Algorithm Adam -LearningRate 0.01
        (Start-TestRun $cold).StepLosses[3] | Should -Not -Be (Start-TestRun ($model | Copy-TorchModel | New-GroupedOptimizer -Algorithm Adam -LearningRate 0.01 | ForEach-Object { $null = Import-OptimizerState $_ $file; $_ })).StepLosses[3]
    }

    It 'drops what has no place, and says why' {
        $report = New-TestModel 3 | Set-LayerFreeze first.bias -AllowUninitialized -PassThru | New-GroupedOptimizer -Algorithm AdamW | Import-OptimizerState $file
        $report.Carried | Should -Be 'first.weight'
        $report.Fresh | Should -Be 'head.weight', 'head.bias'
        $report.Dropped | Should -Be 'first.bias', 'head.weight', 'head.bias'
        $report.Reasons['first.bias'] | Should -Match 'frozen'
        $report.Reasons['head.weight'] | Should -Match '2x8 and is 3x8'
        ($report | Out-String) | Should -Match '1 parameters[\s\S]*head.weight: its shape'
        $report = New-TestModel | New-GroupedOptimizer -Momentum 0.9 | Import-OptimizerState $file
        $report.Dropped.Count | Should -Be 4
        $report.Reasons['head.bias'] | Should -Match 'Adam.*SGD'
    }

    It 'takes over the state of PyTorch''s training checkpoints' {
        $narrow = Import-TorchModel resnet18 -Width 4 -ClassCount 10 -Weights "$checkpoints/nrn_dataparallel_ckpt.pth"
        $report = $narrow | New-GroupedOptimizer -Momentum 0.9 | Import-OptimizerState "$checkpoints/nrn_dataparallel_ckpt.pth"
        $report.Carried.Count | Should -Be 17
        $report.Carried | Should -Match '^(layer4|fc)\.'
        $report.Fresh.Count | Should -Be 45
    }

    It 'keeps the optimizer''s own rates' {
        $optimizer = New-TestModel | New-GroupedOptimizer -Algorithm Adam -LearningRate 0.5
        $null = $optimizer | Import-OptimizerState $file
        $optimizer.Groups[0].LearningRate | Should -Be 0.5
    }

    It 'drops the state of what is frozen afterwards' {
        $model = New-TestModel
        $optimizer = $model | New-GroupedOptimizer -Algorithm Adam
        $null = $optimizer | Import-OptimizerState $file
        $model | Set-LayerFreeze first -AllowUninitialized
        $null = $optimizer | Export-OptimizerState "$TestDrive/rest.safetensors"
        (Get-TorchCheckpoint "$TestDrive/rest.safetensors").Name | Should -Match '^head'
    }

    It 'writes nothing with -WhatIf, and nothing over a file without -Force' {
        $optimizer | Export-OptimizerState "$TestDrive/none.safetensors" -WhatIf | Should -BeNullOrEmpty
        Test-Path "$TestDrive/none.safetensors" | Should -BeFalse
        { $optimizer | Export-OptimizerState $file -ErrorAction Stop } | Should -Throw -ErrorId 'OutputExists,Freeze.Commands.ExportOptimizerStateCommand'
        ($optimizer | Export-OptimizerState $file -Force).Length | Should -BeGreaterThan 0
    }

    It 'refuses <Name> with <Code>' -ForEach @(
        @{ Name = 'a missing file'; Code = 'ModelFileNotFound'; File = 'nowhere.pth' }
        @{ Name = 'a file without optimizer state'; Code = 'CheckpointMismatch'; File = 'nrn_zip.pth' }
        @{ Name = 'the state of another model'; Code = 'CheckpointMismatch'; File = 'nrn_model_adam_ckpt.pth' }
        @{ Name = 'a pickled module'; Code = 'ModelFileUnsafe'; File = 'refuse_whole_module_zip.pth' }
    ) {
        $optimizer = New-TestModel | New-GroupedOptimizer
        { $optimizer | Import-OptimizerState "$checkpoints/$File" -ErrorAction Stop } | Should -Throw -ErrorId "$Code,Freeze.Commands.ImportOptimizerStateCommand"
    }
}
