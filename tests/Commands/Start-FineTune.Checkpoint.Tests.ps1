BeforeDiscovery {
    # A disk of a few kilobytes is easily full; only root can have one made.
    $small = [System.IO.Directory]::CreateTempSubdirectory('freeze-small-').FullName
    $canMount = $false
    if ($IsLinux -and [Environment]::UserName -eq 'root' -and (Get-Command mount, umount -CommandType Application -ErrorAction Ignore).Count -ge 2) {
        & mount -t tmpfs -o size=64k tmpfs $small 2>$null
        $canMount = $LASTEXITCODE -eq 0
        if ($canMount) { & umount $small }
    }

    [System.IO.Directory]::Delete($small)
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7 -First 128
    $other = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7, 9 -First 128

    function New-TestOptimizer([long] $Seed = 1) {
        New-TorchModel 'Flatten', 'Linear(784, 8)', 'ReLU', 'Dropout(0.5)', 'head: Linear(8, 2)' -Seed $Seed | New-GroupedOptimizer -LearningRate 0.02 -Momentum 0.9
    }

    function New-RunFolder { Join-Path $TestDrive ([Guid]::NewGuid().ToString('N')) }

    function Test-SameWeights($One, $Other) { @(Compare-TorchModel $One.Model $Other.Model | Where-Object { -not $_.Equal }).Count -eq 0 }
}

Describe 'Start-FineTune -CheckpointPath' {
    It 'keeps the last and the best state, and says so in every record' {
        $folder = New-RunFolder
        $records = New-TestOptimizer | Start-FineTune -Data $data -Epochs 3 -Seed 1 -CheckpointPath $folder
        $records.Count | Should -Be 3
        foreach ($record in $records) { $record.CheckpointPath | Should -Be (Join-Path $folder 'last.safetensors') }
        Test-Path (Join-Path $folder 'best.safetensors') | Should -BeTrue
        (Get-TorchCheckpoint (Join-Path $folder 'last.safetensors')).Name | Should -Contain 'model.head.weight'
    }

    It 'changes no number' {
        $plain = New-TestOptimizer
        $kept = New-TestOptimizer
        $without = $plain | Start-FineTune -Data $data -Epochs 2 -Seed 1
        $with = $kept | Start-FineTune -Data $data -Epochs 2 -Seed 1 -CheckpointPath (New-RunFolder)
        "$($with.StepLosses)" | Should -Be "$($without.StepLosses)"
        Test-SameWeights $plain $kept | Should -BeTrue
        $without[0].CheckpointPath | Should -BeNullOrEmpty
    }

    It 'writes every so many epochs, and after the last one' {
        $records = New-TestOptimizer | Start-FineTune -Data $data -Epochs 5 -Seed 1 -CheckpointPath (New-RunFolder) -CheckpointEvery 2
        foreach ($record in $records) { [bool]$record.CheckpointPath | Should -Be ($record.Epoch -in 2, 4, 5) }
    }

    It 'writes files that models are imported from' {
        $folder = New-RunFolder
        $optimizer = New-TestOptimizer
        $null = $optimizer | Start-FineTune -Data $data -Epochs 2 -Seed 1 -CheckpointPath $folder
        $model = Import-TorchModel -Path (Join-Path $folder 'last.safetensors')
        @(Compare-TorchModel $optimizer.Model $model | Where-Object { -not $_.Equal }).Count | Should -Be 0
        $model.Classes -join ' ' | Should -Be '5 7'
    }

    It 'takes a path relative to the location of the session' {
        $folder = New-RunFolder
        $null = New-Item -ItemType Directory $folder
        Push-Location $folder
        try { $record = New-TestOptimizer | Start-FineTune -Data $data -CheckpointPath runs/first }
        finally { Pop-Location }
        $record.CheckpointPath | Should -Be (Join-Path (Join-Path (Join-Path $folder 'runs') 'first') 'last.safetensors')
        Test-Path $record.CheckpointPath | Should -BeTrue
    }

    It 'refuses a folder with a run in it, and loses nothing' {
        $folder = New-RunFolder
        $null = New-TestOptimizer | Start-FineTune -Data $data -CheckpointPath $folder
        $before = (Get-TorchCheckpoint (Join-Path $folder 'last.safetensors') -Hash).Sha256 -join ' '
        $failure = try { New-TestOptimizer | Start-FineTune -Data $data -CheckpointPath $folder } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'CheckpointExists,Freeze.Commands.StartFineTuneCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceExists'
        "$failure" | Should -Match '-Resume'
        "$failure" | Should -Match '-Force'
        (Get-TorchCheckpoint (Join-Path $folder 'last.safetensors') -Hash).Sha256 -join ' ' | Should -Be $before
    }

    It 'begins a new run with -Force' {
        $folder = New-RunFolder
        $first = New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -CheckpointPath $folder
        $second = New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -CheckpointPath $folder -Force
        $second.Epoch -join ' ' | Should -Be '1 2'
        $second[0].RunId | Should -Not -Be $first[0].RunId
    }

    It 'takes other files in the folder as they are' {
        $folder = New-RunFolder
        $null = New-Item -ItemType Directory $folder
        Set-Content (Join-Path $folder 'notes.txt') 'mine'
        $null = New-TestOptimizer | Start-FineTune -Data $data -CheckpointPath $folder
        Get-Content (Join-Path $folder 'notes.txt') | Should -Be 'mine'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = '-Resume without a folder'; Arguments = @{ Resume = $true } }
        @{ Name = '-Force without a folder'; Arguments = @{ Force = $true } }
        @{ Name = '-Resume and -Force'; Arguments = @{ Resume = $true; Force = $true; CheckpointPath = 'TestDrive:/both' } }
        @{ Name = '-CheckpointEvery 0'; Arguments = @{ CheckpointEvery = 0; CheckpointPath = 'TestDrive:/none' } }
    ) {
        $failure = try { New-TestOptimizer | Start-FineTune -Data $data @Arguments } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
    }

    It 'says that it cannot write where a file is in the way' {
        $file = New-RunFolder
        Set-Content $file 'here'
        foreach ($path in $file, (Join-Path $file 'run')) {
            $optimizer = New-TestOptimizer
            $failure = try { $optimizer | Start-FineTune -Data $data -CheckpointPath $path } catch { $_ }
            $failure.FullyQualifiedErrorId | Should -Be 'OutputNotWritable,Freeze.Commands.StartFineTuneCommand'
            $failure.CategoryInfo.Category | Should -Be 'WriteError'
        }

        Get-Content $file | Should -Be 'here'
        ($optimizer | Start-FineTune -Data $data).Epoch | Should -Be 1
    }

    It 'leaves the state before and a usable model where the disk is full' -Skip:(-not $canMount) {
        $folder = New-RunFolder
        $null = New-Item -ItemType Directory $folder
        & mount -t tmpfs -o size=160k tmpfs $folder
        try {
            $optimizer = New-TestOptimizer
            $records = [System.Collections.Generic.List[object]]::new()
            $failure = try { $optimizer | Start-FineTune -Data $data -Epochs 4 -Seed 1 -CheckpointPath $folder | ForEach-Object { $records.Add($_) } } catch { $_ }
            $failure.FullyQualifiedErrorId | Should -Be 'OutputNotWritable,Freeze.Commands.StartFineTuneCommand'
            "$failure" | Should -Match 'space'
            $records.Count | Should -BeGreaterThan 0
            $records.Count | Should -BeLessThan 4
            (Test-TorchModel $optimizer.Model -Data $data).Loss | Should -BeGreaterThan 0
            & mount -o remount,size=2m $folder
            $resumed = New-TestOptimizer -Seed 9
            ($resumed | Start-FineTune -Data $data -Epochs 4 -Seed 1 -CheckpointPath $folder -Resume)[0].Epoch | Should -Be ($records.Count + 1)
            $whole = New-TestOptimizer
            $null = $whole | Start-FineTune -Data $data -Epochs 4 -Seed 1
            Test-SameWeights $whole $resumed | Should -BeTrue
        }
        finally { & umount $folder }
    }

    It 'says that it cannot write to a folder that is read-only' -Skip:(-not $canMount) {
        $folder = New-RunFolder
        $null = New-Item -ItemType Directory $folder
        & mount -t tmpfs -o size=2m tmpfs $folder
        try {
            $null = New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -Seed 1 -CheckpointPath $folder | Select-Object -First 1
            & mount -o remount,ro $folder
            foreach ($how in @{ Resume = $true }, @{ Force = $true }) {
                $failure = try { New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -Seed 1 -CheckpointPath $folder @how } catch { $_ }
                $failure.FullyQualifiedErrorId | Should -Be 'OutputNotWritable,Freeze.Commands.StartFineTuneCommand'
            }

            & mount -o remount,rw $folder
            (New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -Seed 1 -CheckpointPath $folder -Resume).Epoch | Should -Be 2
        }
        finally { & umount $folder }
    }

    It 'writes nothing with -WhatIf' {
        $folder = New-RunFolder
        New-TestOptimizer | Start-FineTune -Data $data -CheckpointPath $folder -WhatIf | Should -BeNullOrEmpty
        Test-Path $folder | Should -BeFalse
    }
}

Describe 'Start-FineTune -Resume' {
    It 'goes on after Select-Object -First with the numbers of the whole run' {
        $whole = New-TestOptimizer
        $expected = $whole | Start-FineTune -Data $data -Validation $data -Epochs 4 -Seed 1
        $folder = New-RunFolder
        $first = New-TestOptimizer | Start-FineTune -Data $data -Validation $data -Epochs 4 -Seed 1 -CheckpointPath $folder | Select-Object -First 2
        $first.Count | Should -Be 2
        $resumed = New-TestOptimizer -Seed 9
        $rest = $resumed | Start-FineTune -Data $data -Validation $data -Epochs 4 -Seed 1 -CheckpointPath $folder -Resume
        $rest.Epoch -join ' ' | Should -Be '3 4'
        $rest[0].RunId | Should -Be $first[0].RunId
        "$($rest.StepLosses)" | Should -Be "$($expected[2, 3].StepLosses)"
        "$($rest.ValidationLoss)" | Should -Be "$($expected[2, 3].ValidationLoss)"
        Test-SameWeights $whole $resumed | Should -BeTrue
    }

    It 'goes on with the numbers of the whole run: <Name>' -ForEach @(
        @{ Name = 'a TorchScript module'; Import = { Import-TorchModel -Path "$PSScriptRoot/../fixtures/torchscript/scripted_train.pt" }; Arguments = @{ Epochs = 3 } }
        @{ Name = 'varied samples'; Augment = 'HorizontalFlip', 'RandomCrop'; Arguments = @{ Epochs = 3 } }
        @{ Name = 'varied samples of which some are kept'; Augment = 'HorizontalFlip'; Frozen = $true; Arguments = @{ Epochs = 3; CacheViews = 2 } }
        @{ Name = 'the output of frozen layers kept'; Frozen = $true; Arguments = @{ Epochs = 3; FeatureCache = 'Memory' } }
        @{ Name = 'bfloat16'; Arguments = @{ Epochs = 3; Precision = 'BFloat16' } }
        @{ Name = 'deterministic algorithms'; Arguments = @{ Epochs = 3; Deterministic = $true } }
    ) {
        $images = @{ Class = 5, 6, 7, 8, 9; First = 96; Channels = 3 }
        if ($Augment) { $images.Augment = $Augment }
        $used = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" @images
        $import = if ($Import) { $Import } else { { New-TorchModel 'Conv2d(3, 4, 3, stride=2)', 'BatchNorm2d(4)', 'ReLU', 'Flatten', 'Linear(676, 16)', 'ReLU', 'Dropout(0.2)', 'head: Linear(16, 5)' -Seed $seed } }
        $models = foreach ($seed in 1, 1, 9) {
            $model = & $import
            if ($Frozen) { Set-LayerFreeze $model 0, 1 -AllowUninitialized }
            $model
        }

        $whole, $first, $resumed = $models | ForEach-Object { New-GroupedOptimizer $_ -LearningRate 0.02 -Momentum 0.9 }
        $expected = $whole | Start-FineTune -Data $used -Validation $used -Seed 1 @Arguments
        $folder = New-RunFolder
        $null = $first | Start-FineTune -Data $used -Validation $used -Seed 1 @Arguments -CheckpointPath $folder | Select-Object -First 1
        $rest = $resumed | Start-FineTune -Data $used -Validation $used -Seed 1 @Arguments -CheckpointPath $folder -Resume
        $rest.Epoch -join ' ' | Should -Be '2 3'
        "$($rest.StepLosses) $($rest.ValidationLoss)" | Should -Be "$($expected[1, 2].StepLosses) $($expected[1, 2].ValidationLoss)"
        Test-SameWeights $whole $resumed | Should -BeTrue
    }

    It 'begins the run where there is none yet' {
        (New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -CheckpointPath (New-RunFolder) -Resume).Epoch -join ' ' | Should -Be '1 2'
    }

    It 'gives the final weights of a run that has ended, and no records' {
        $folder = New-RunFolder
        $ended = New-TestOptimizer
        $null = $ended | Start-FineTune -Data $data -Epochs 2 -CheckpointPath $folder
        $again = New-TestOptimizer -Seed 9
        $again | Start-FineTune -Data $data -Epochs 2 -CheckpointPath $folder -Resume | Should -BeNullOrEmpty
        Test-SameWeights $ended $again | Should -BeTrue
    }

    It 'goes on for more epochs' {
        $whole = New-TestOptimizer
        $null = $whole | Start-FineTune -Data $data -Epochs 3 -Seed 1
        $folder = New-RunFolder
        $resumed = New-TestOptimizer
        $null = $resumed | Start-FineTune -Data $data -Epochs 2 -Seed 1 -CheckpointPath $folder
        ($resumed | Start-FineTune -Data $data -Epochs 3 -Seed 1 -CheckpointPath $folder -Resume).Epoch | Should -Be 3
        Test-SameWeights $whole $resumed | Should -BeTrue
    }

    It 'says what differs: <Name>' -ForEach @(
        @{ Name = 'batch size'; Arguments = @{ BatchSize = 16 }; Expected = 'batch size was 32 and is 16' }
        @{ Name = 'seed'; Arguments = @{ Seed = 2 }; Expected = 'seed was 1 and is 2' }
        @{ Name = 'schedule'; Arguments = @{ Schedule = { param($step) 1 / (1 + $step) } }; Expected = 'schedule was Cosine and is param' }
        @{ Name = 'epochs that the schedule depends on'; Arguments = @{ Epochs = 9 }; Expected = 'depends on the number of epochs, which was 3 and is 9' }
        @{ Name = 'what is frozen'; Freeze = '1'; Expected = 'what is frozen: only now 1.bias, 1.weight' }
        @{ Name = 'model'; Layers = 'Flatten', 'Linear(784, 9)', 'ReLU', 'Dropout(0.5)', 'head: Linear(9, 2)'; Expected = '1.weight \[9, 784\]' }
        @{ Name = 'data'; UsesOther = $true; Layers = 'Flatten', 'Linear(784, 8)', 'ReLU', 'Dropout(0.5)', 'head: Linear(8, 3)'; Expected = 'classes of the training data: only in the checkpoint 5: \d+, 7: \d+; only now 5: \d+, 7: \d+, 9' }
    ) {
        $folder = New-RunFolder
        $null = New-TestOptimizer | Start-FineTune -Data $data -Epochs 3 -Seed 1 -Schedule Cosine -CheckpointPath $folder | Select-Object -First 2
        $model = if ($Layers) { New-TorchModel $Layers } else { (New-TestOptimizer).Model }
        if ($Freeze) { Set-LayerFreeze $model $Freeze -AllowUninitialized }
        $used = if ($UsesOther) { $other } else { $data }
        $options = @{ Epochs = 3; Seed = 1; Schedule = 'Cosine' }
        if ($Arguments) { foreach ($name in @($Arguments.Keys)) { $options[$name] = $Arguments[$name] } }
        $optimizer = $model | New-GroupedOptimizer -LearningRate 0.02 -Momentum 0.9
        $failure = try { $optimizer | Start-FineTune -Data $used @options -CheckpointPath $folder -Resume } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'CheckpointMismatch,Freeze.Commands.StartFineTuneCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        "$failure" | Should -Match $Expected
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Force'
        (New-TestOptimizer | Start-FineTune -Data $data -Epochs 3 -Seed 1 -Schedule Cosine -CheckpointPath $folder -Resume).Epoch | Should -Be 3
    }

    It 'says that a run of another kind is in the folder' {
        $folder = New-RunFolder
        $null = New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -CheckpointPath $folder
        $generator = New-TorchModel 'Linear(8, 784)', 'Unflatten(1, (1, 28, 28))' | New-GroupedOptimizer
        $discriminator = New-TorchModel 'Flatten', 'Linear(784, 1)' | New-GroupedOptimizer
        $failure = try { Start-AdversarialTraining $generator $discriminator -Data $data -LatentSize 8 -CheckpointPath $folder -Resume } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'CheckpointMismatch,Freeze.Commands.StartAdversarialTrainingCommand'
        "$failure" | Should -Match 'it trains model, and not generator and discriminator'
        $folder = New-RunFolder
        $null = Start-AdversarialTraining $generator $discriminator -Data $data -LatentSize 8 -CheckpointPath $folder
        $failure = try { New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -CheckpointPath $folder -Resume } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'CheckpointMismatch,Freeze.Commands.StartFineTuneCommand'
    }

    It 'goes on from the best state where it is the only one, and does not write over it' {
        $folder = New-RunFolder
        $null = New-TestOptimizer | Start-FineTune -Data $data -Epochs 3 -Seed 1 -CheckpointPath $folder
        $best = (Get-TorchCheckpoint (Join-Path $folder 'best.safetensors') -Hash).Sha256 -join ' '
        Get-ChildItem $folder | Where-Object Name -Like 'last*' | Remove-Item
        $failure = try { New-TestOptimizer | Start-FineTune -Data $data -Epochs 3 -Seed 1 -CheckpointPath $folder } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'CheckpointExists,Freeze.Commands.StartFineTuneCommand'
        (Get-TorchCheckpoint (Join-Path $folder 'best.safetensors') -Hash).Sha256 -join ' ' | Should -Be $best
        $whole = New-TestOptimizer
        $null = $whole | Start-FineTune -Data $data -Epochs 5 -Seed 1
        $resumed = New-TestOptimizer -Seed 9
        $rest = $resumed | Start-FineTune -Data $data -Epochs 5 -Seed 1 -CheckpointPath $folder -Resume -WarningVariable warnings -WarningAction SilentlyContinue
        $rest[0].Epoch | Should -BeGreaterThan 1
        "$warnings" | Should -Match 'is not there'
        Test-SameWeights $whole $resumed | Should -BeTrue
    }

    It 'falls back to the state before where the last one is damaged, and says so' {
        $folder = New-RunFolder
        $whole = New-TestOptimizer
        $null = $whole | Start-FineTune -Data $data -Epochs 3 -Seed 1 -CheckpointPath $folder
        $last = Join-Path $folder 'last.safetensors'
        $bytes = [System.IO.File]::ReadAllBytes($last)
        $bytes[$bytes.Length - 100] = $bytes[$bytes.Length - 100] -bxor 1
        [System.IO.File]::WriteAllBytes($last, $bytes)
        $resumed = New-TestOptimizer
        $record = $resumed | Start-FineTune -Data $data -Epochs 3 -Seed 1 -CheckpointPath $folder -Resume -WarningVariable warnings -WarningAction SilentlyContinue
        $record.Epoch | Should -Be 3
        "$warnings" | Should -Match 'damaged'
        Test-SameWeights $whole $resumed | Should -BeTrue
    }

    It 'says when other threads compute' {
        $folder = New-RunFolder
        $null = New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -CheckpointPath $folder | Select-Object -First 1
        $threads = (Get-TorchRuntime).Threads
        try {
            Set-TorchRuntime -Threads ($threads + 1)
            $null = New-TestOptimizer | Start-FineTune -Data $data -Epochs 2 -CheckpointPath $folder -Resume -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -Match "$threads threads and goes on with $($threads + 1)"
        }
        finally { Set-TorchRuntime -Threads $threads }
    }

    It 'says that no state is whole' {
        $folder = New-RunFolder
        $null = New-Item -ItemType Directory $folder
        Set-Content (Join-Path $folder 'last.safetensors') 'nothing of ours'
        $failure = try { New-TestOptimizer | Start-FineTune -Data $data -CheckpointPath $folder -Resume } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'ModelFileCorrupt,Freeze.Commands.StartFineTuneCommand'
        "$failure" | Should -Match '-Force'
    }

    It 'gives the best weights with -Patience, however often it was interrupted' {
        $arguments = @{ Data = $data; Validation = $data; Epochs = 6; Seed = 1; Patience = 2 }
        $whole = New-TestOptimizer
        $expected = @($whole | Start-FineTune @arguments -CheckpointPath (New-RunFolder))
        $folder = New-RunFolder
        $seen = @(foreach ($i in 1..$expected.Count) { New-TestOptimizer -Seed $i | Start-FineTune @arguments -CheckpointPath $folder -Resume | Select-Object -First 1 })
        $seen.Epoch -join ' ' | Should -Be ($expected.Epoch -join ' ')
        $seen.IsBest -join ' ' | Should -Be ($expected.IsBest -join ' ')
        $resumed = New-TestOptimizer -Seed 99
        $resumed | Start-FineTune @arguments -CheckpointPath $folder -Resume | Should -BeNullOrEmpty
        Test-SameWeights $whole $resumed | Should -BeTrue
    }
}
