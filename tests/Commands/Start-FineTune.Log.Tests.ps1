BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $module = "$PSScriptRoot/../../Freeze.psd1"
    $files = "$PSScriptRoot/../../examples/data"
    $images = @{ Class = 5, 6, 7, 8, 9; Padding = 2; Mean = 0.2860; StandardDeviation = 0.3530; Channels = 3 }
    $train = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" @images -First 128
    $test = Import-TorchDataset "$files/t10k-images-idx3-ubyte.gz" @images -First 64

    function New-TestOptimizer {
        $model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5 -Seed 3
        $model | Set-LayerFreeze -Through layer3 -AllowUninitialized
        $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'fc'; LearningRate = 0.05 }
    }

    # What the progress stream of a pipeline of its own gets.
    function Get-Progress([string] $Preference, [string] $Parameters, [object[]] $Arguments) {
        $runspace = [runspacefactory]::CreateRunspace([System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
        $runspace.Open()
        $shell = [powershell]::Create()
        $shell.Runspace = $runspace
        $null = $shell.AddScript("param(`$module, `$optimizer, `$data, `$test)`nImport-Module `$module`n`$ProgressPreference = '$Preference'`nStart-FineTune `$optimizer -Data `$data $Parameters")
        foreach ($argument in @($module; $Arguments)) { $null = $shell.AddArgument($argument) }
        try { $null = $shell.Invoke() } catch { $null = $_ }
        $shell.Streams.Progress
        $shell.Dispose()
        $runspace.Dispose()
    }

    # The records of an event file: length, checksum, message, checksum. Tags and numbers are found in the bytes as they are.
    function Read-EventFile([string] $Path) {
        $bytes = [System.IO.File]::ReadAllBytes($Path)
        $at = 0
        while ($at -lt $bytes.Length) {
            $length = [System.BitConverter]::ToInt64($bytes, $at)
            [System.Text.Encoding]::Latin1.GetString($bytes, $at + 12, $length)
            $at += 16 + $length
        }
        if ($at -ne $bytes.Length) { throw "$Path ends within a record" }
    }
}

Describe 'The progress of Start-FineTune' {
    BeforeAll {
        $shown = @(Get-Progress Continue '-Validation $test -Epochs 6 -BatchSize 16' (New-TestOptimizer), $train, $test)
    }

    It 'says epoch, batch, loss and speed' {
        $shown[0].Activity | Should -Be 'Fine-tuning resnet18'
        $shown[0].StatusDescription | Should -Match '^epoch 1 of 6, batch 1 of 8, loss \d+\.\d{4}, [\d,]+ samples/s$'
        $shown[0].RecordType | Should -Be 'Processing'
    }

    It 'says how long it will take once it knows' {
        $shown[0].SecondsRemaining | Should -Be -1
        $last = @($shown | Where-Object RecordType -EQ 'Processing')[-1]
        if ($shown.Count -gt 2) {
            $last.SecondsRemaining | Should -BeGreaterThan -1
            $last.PercentComplete | Should -BeGreaterThan 1
        }
    }

    It 'is throttled' {
        # 48 steps, of which most take less than a fifth of a second.
        $shown.Count | Should -BeLessThan 40
    }

    It 'says so while it validates' {
        $several = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" @images
        $steps = @(Get-Progress Continue '-Validation $test -Epochs 2 -BatchSize 16' (New-TestOptimizer), $test, $several | Where-Object RecordType -EQ 'Processing')
        $validating = @($steps | Where-Object StatusDescription -Match '^epoch 1 of 2, validating, batch \d+ of \d+, [\d,]+ samples/s$')
        $validating.Count | Should -BeGreaterThan 1
        $validating[0].StatusDescription | Should -Match "of $([Math]::Ceiling($several.Count / 16)),"
        @($steps.ActivityId | Select-Object -Unique).Count | Should -Be 1
        # A fifth of a second apart, as everything else.
        $validating.Count | Should -BeLessThan ($several.Count / 16)
        @(1..($steps.Count - 1) | Where-Object { $steps[$_].PercentComplete -lt $steps[$_ - 1].PercentComplete }) | Should -BeNullOrEmpty
        $validating[-1].PercentComplete | Should -BeGreaterThan $validating[0].PercentComplete
        $validating[-1].PercentComplete | Should -BeLessThan 51
    }

    It 'goes at the end' {
        $shown[-1].RecordType | Should -Be 'Completed'
        $shown[-1].ActivityId | Should -Be $shown[0].ActivityId
    }

    It 'goes when a command behind it ends the pipeline, and when the run fails' {
        @(Get-Progress Continue '-Epochs 50 | ForEach-Object { throw "enough" }' (New-TestOptimizer), $train)[-1].RecordType | Should -Be 'Completed'
        @(Get-Progress Continue '-BatchSize 8 -Schedule { param($step, $total) if ($step -eq 3) { 1e30 } else { 1 } } -ScheduleOption @{ interval = "step" } -ErrorAction SilentlyContinue' (New-TestOptimizer), $train)[-1].RecordType | Should -Be 'Completed'
    }

    It 'is nothing where it is not wanted' {
        Get-Progress SilentlyContinue '' (New-TestOptimizer), $train | Should -BeNullOrEmpty
        Get-Progress Ignore '' (New-TestOptimizer), $train | Should -BeNullOrEmpty
        Get-Progress Continue '-ProgressAction SilentlyContinue' (New-TestOptimizer), $train | Should -BeNullOrEmpty
    }
}

Describe 'The log of Start-FineTune' {
    BeforeAll {
        $logs = Join-Path $TestDrive logs/deep
        $records = @(New-TestOptimizer | Start-FineTune -Data $train -Validation $test -Epochs 3 -BatchSize 32 -Metric F1 -LogPath $logs)
        $folder = Join-Path $logs $records[0].RunId
        $events = @(Get-ChildItem $folder -Filter 'events.out.tfevents.*')
    }

    It 'is one event file in a folder of the run' {
        $events.Count | Should -Be 1
        @(Get-ChildItem $logs).Name | Should -Be $records[0].RunId
    }

    It 'has loss, accuracy, metrics, rates and gradient norms' {
        $text = @(Read-EventFile $events[0].FullName)
        $text[0] | Should -Match 'brain\.Event:2$'
        # A record a step, one an epoch, and the first.
        $text.Count | Should -Be (3 * 4 + 3 + 1)
        foreach ($tag in 'loss/step', 'learning_rate/fc', 'learning_rate/default', 'gradient_norm/fc', 'gradient_norm/default') {
            @($text | Where-Object { $_.Contains($tag) }).Count | Should -Be 12
        }
        foreach ($tag in 'loss/train', 'loss/validation', 'accuracy/validation', 'metric/F1', 'epoch/trainable_count', 'epoch/samples_per_second') {
            @($text | Where-Object { $_.Contains($tag) }).Count | Should -Be 3
        }
    }

    It 'has a table of the epochs' {
        $table = @(Import-Csv (Join-Path $folder epochs.csv))
        $table.Epoch | Should -Be '1', '2', '3'
        $table[2].RunId | Should -Be $records[2].RunId
        [double]::Parse($table[2].ValidationLoss, [cultureinfo]::InvariantCulture) | Should -Be $records[2].ValidationLoss
        [double]::Parse($table[1].'LearningRates.fc', [cultureinfo]::InvariantCulture) | Should -Be 0.05
        [double]::Parse($table[1].'Metrics.F1', [cultureinfo]::InvariantCulture) | Should -Be $records[1].Metrics.F1
        [timespan]$table[0].Duration | Should -Be $records[0].Duration
    }

    It 'gives a second run a folder of its own' {
        $second = New-TestOptimizer | Start-FineTune -Data $train -LogPath $logs
        $second.RunId | Should -Not -Be $records[0].RunId
        Test-Path (Join-Path $logs "$($second.RunId)/epochs.csv") | Should -BeTrue
    }

    It 'changes nothing in the numbers' {
        $plain = New-TestOptimizer | Start-FineTune -Data $train -Seed 7
        $logged = New-TestOptimizer | Start-FineTune -Data $train -Seed 7 -LogPath (Join-Path $TestDrive same)
        $logged.StepLosses | Should -Be $plain.StepLosses
    }

    It 'has the table in the run''s folder where there is one, each epoch once after a resume' {
        $run = Join-Path $TestDrive run
        $all = @{ Data = $train; BatchSize = 32; Seed = 4; CheckpointPath = $run; LogPath = (Join-Path $TestDrive resumed) }
        $null = New-TestOptimizer | Start-FineTune @all -Epochs 2
        Add-Content (Join-Path $run epochs.csv) -Value 'half a li' -NoNewline
        $rest = @(New-TestOptimizer | Start-FineTune @all -Epochs 4 -Resume)
        $rest.Epoch | Should -Be 3, 4
        @(Import-Csv (Join-Path $run epochs.csv)).Epoch | Should -Be '1', '2', '3', '4'
        $folder = Join-Path $TestDrive "resumed/$($rest[0].RunId)"
        @(Get-ChildItem $folder -Filter 'events.out.tfevents.*').Count | Should -Be 2
        Test-Path (Join-Path $folder epochs.csv) | Should -BeFalse
        New-TestOptimizer | Start-FineTune @all -Epochs 4 -Resume | Should -BeNullOrEmpty
        @(Get-ChildItem $folder -Filter 'events.out.tfevents.*').Count | Should -Be 2
    }

    It 'that cannot be written is an error before training begins' {
        $taken = Join-Path $TestDrive taken
        [System.IO.File]::WriteAllText($taken, 'mine')
        $optimizer = New-TestOptimizer
        $before = @(Get-ParameterReport $optimizer.Model -Statistics).Norm
        { $optimizer | Start-FineTune -Data $train -LogPath $taken -ErrorAction Stop } | Should -Throw -ErrorId 'OutputNotWritable,Freeze.Commands.StartFineTuneCommand'
        @(Get-ParameterReport $optimizer.Model -Statistics).Norm | Should -Be $before
        [System.IO.File]::ReadAllText($taken) | Should -Be 'mine'
    }

    It 'is not begun under -WhatIf' {
        New-TestOptimizer | Start-FineTune -Data $train -LogPath (Join-Path $TestDrive unwritten) -WhatIf | Should -BeNullOrEmpty
        Test-Path (Join-Path $TestDrive unwritten) | Should -BeFalse
    }

    It 'has a row for an epoch whose process died before it could write one' {
        $run = @{ Data = $train; Epochs = 3; BatchSize = 32; CheckpointPath = Join-Path $TestDrive died }
        $null = New-TestOptimizer | Start-FineTune @run | Select-Object -First 2
        $table = Join-Path $run.CheckpointPath epochs.csv
        Set-Content $table (Get-Content $table)[0..1]
        $records = @(New-TestOptimizer | Start-FineTune @run -Resume)
        $records.Count | Should -Be 1
        $rows = @(Import-Csv $table)
        $rows.Epoch -join ' ' | Should -Be '1 2 3'
        @($rows | Where-Object { -not $_.TrainLoss }) | Should -BeNullOrEmpty
    }
}
