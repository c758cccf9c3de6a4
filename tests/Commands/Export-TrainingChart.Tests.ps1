BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $files = "$PSScriptRoot/../../examples/data"
    $images = @{ Class = 5, 6, 7, 8, 9; Padding = 2; Mean = 0.2860; StandardDeviation = 0.3530; Channels = 3 }
    $train = Import-TorchDataset "$files/train-images-idx3-ubyte.gz" @images -First 128
    $test = Import-TorchDataset "$files/t10k-images-idx3-ubyte.gz" @images -First 64
    $model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5 -Seed 3
    $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'fc'; LearningRate = 0.05 }
    $records = @($optimizer | Start-FineTune -Data $train -Validation $test -Epochs 3 -UnfreezeSchedule Gradual -WarningAction SilentlyContinue)
    $evaluation = Test-TorchModel $model $test

    function Get-Text([string] $Path) {
        @(([xml][System.IO.File]::ReadAllText($Path)).GetElementsByTagName('text') | ForEach-Object { $_.InnerText.Trim() })
    }

    # Width, height, and how many of the pixels have a colour, as the module's own decoder reads them.
    function Get-Png([string] $Path) {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $null = New-Item -ItemType Directory (Join-Path $folder class)
        Copy-Item $Path (Join-Path $folder class/chart.png)
        $shape = (Import-TorchDataset $folder).SampleShape
        [pscustomobject]@{ Width = $shape[2]; Height = $shape[1]; Bytes = (Get-Item $Path).Length }
    }
}

Describe 'Export-TrainingChart' {
    It 'draws the records of a run as PNG' {
        $file = $records | Export-TrainingChart (Join-Path $TestDrive run.png)
        $file | Should -BeOfType ([System.IO.FileInfo])
        $png = Get-Png $file.FullName
        $png.Width | Should -Be 1000
        $png.Height | Should -Be 760
        $png.Bytes | Should -BeGreaterThan 20000
    }

    It 'writes what is what into an SVG, phases of freezing included' {
        $file = Export-TrainingChart $records (Join-Path $TestDrive run.svg) -Title 'My run <3'
        $texts = Get-Text $file.FullName
        foreach ($text in 'My run <3', 'Loss', 'training', 'validation', 'Accuracy', 'Learning rate', 'fc', 'default', 'epoch') { $texts | Should -Contain $text }
        $texts | Should -Contain "$($records[0].TrainableCount.ToString('N0', [cultureinfo]::InvariantCulture)) trained"
        $texts | Should -Contain "$($records[2].TrainableCount.ToString('N0', [cultureinfo]::InvariantCulture)) trained"
        @($texts | Where-Object { $_ -match '^best \d.*in epoch \d$' }).Count | Should -Be 1
    }

    It 'draws several runs together' {
        $other = @($optimizer | Start-FineTune -Data $train -Epochs 2)
        $texts = Get-Text ($records, $other | Export-TrainingChart (Join-Path $TestDrive runs.svg)).FullName
        $texts | Should -Contain $records[0].RunId
        $texts | Should -Contain $other[0].RunId
    }

    It 'draws the rows of epochs.csv, and records that another process sent, as what they were' {
        $own = @($optimizer | Start-FineTune -Data $train -Validation $test -Epochs 2 -Metric F1 -LogPath (Join-Path $TestDrive logs))
        $expected = @(Get-Text ($own | Export-TrainingChart (Join-Path $TestDrive own.svg)).FullName | Where-Object { $_ -ne 'steps' })
        $rows = Import-Csv (Join-Path $TestDrive "logs/$($own[0].RunId)/epochs.csv")
        $texts = @(Get-Text ($rows | Export-TrainingChart (Join-Path $TestDrive rows.svg)).FullName | Where-Object { $_ -ne 'steps' })
        $texts | Should -Contain 'F1'
        @($texts | Where-Object { $_ -like 'best *' }) | Should -Be @($expected | Where-Object { $_ -like 'best *' })
        $sent = @($own | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) })
        $sent[0].PSObject.TypeNames | Should -Contain 'Deserialized.Freeze.EpochRecord'
        # On its way a dictionary loses its order, so groups may come in another one.
        @(Get-Text ($sent | Export-TrainingChart (Join-Path $TestDrive sent.svg)).FullName | Where-Object { $_ -ne 'steps' } | Sort-Object) | Should -Be @($expected | Sort-Object)
    }

    It 'draws one record' {
        (Get-Png ($records[0] | Export-TrainingChart (Join-Path $TestDrive one.png)).FullName).Width | Should -Be 1000
    }

    It 'draws a sweep over learning rates' {
        $sweep = $optimizer | Find-LearningRate -Data $train -Steps 20 -WarningAction SilentlyContinue
        $texts = Get-Text ($sweep | Export-TrainingChart (Join-Path $TestDrive sweep.svg)).FullName
        $texts | Should -Contain 'learning rate of fc'
        if ($sweep.Suggestion) { @($texts | Where-Object { $_ -like 'suggestion *' }).Count | Should -Be 1 }
    }

    It 'draws a confusion matrix' {
        $texts = Get-Text ($evaluation | Export-TrainingChart (Join-Path $TestDrive confusion.svg)).FullName
        foreach ($text in '5', '9', 'true class', 'predicted class') { $texts | Should -Contain $text }
        $largest = ($evaluation.ConfusionMatrix | ForEach-Object { $_ } | Measure-Object -Maximum).Maximum
        $texts | Should -Contain "$largest"
        Get-Text ($model | Test-TorchModel $test | Export-TrainingChart (Join-Path $TestDrive titled.svg) -Title 'Test set').FullName | Should -Contain 'Test set'
    }

    It 'has the size asked for' {
        $png = Get-Png ($records | Export-TrainingChart (Join-Path $TestDrive sized.png) -Width 640 -Height 480).FullName
        $png.Width | Should -Be 640
        $png.Height | Should -Be 480
    }

    It 'leaves a file that exists, but for -Force' {
        $path = Join-Path $TestDrive mine.svg
        [System.IO.File]::WriteAllText($path, 'mine')
        { $records | Export-TrainingChart $path } | Should -Throw -ErrorId 'OutputExists,Freeze.Commands.ExportTrainingChartCommand'
        [System.IO.File]::ReadAllText($path) | Should -Be 'mine'
        ($records | Export-TrainingChart $path -Force).Length | Should -BeGreaterThan 1000
    }

    It 'draws nothing under -WhatIf' {
        $records | Export-TrainingChart (Join-Path $TestDrive whatif.png) -WhatIf | Should -BeNullOrEmpty
        Test-Path (Join-Path $TestDrive whatif.png) | Should -BeFalse
    }

    It 'refuses <Case> with <Code>' -ForEach @(
        @{ Case = 'another ending'; Code = 'OptionInvalid'; Name = 'run.gif'; Parameters = @{} }
        @{ Case = 'a size that is none'; Code = 'OptionInvalid'; Name = 'narrow.png'; Parameters = @{ Width = 3 } }
        @{ Case = 'a missing folder'; Code = 'OutputNotWritable'; Name = 'none/run.png'; Parameters = @{} }
    ) {
        { $records | Export-TrainingChart (Join-Path $TestDrive $Name) @Parameters } | Should -Throw -ErrorId "$Code,Freeze.Commands.ExportTrainingChartCommand"
        Test-Path (Join-Path $TestDrive $Name) | Should -BeFalse
    }

    It 'refuses what cannot be drawn, or not together' {
        $path = Join-Path $TestDrive refused.png
        $id = 'OptionInvalid,Freeze.Commands.ExportTrainingChartCommand'
        { @() | Export-TrainingChart $path } | Should -Throw -ErrorId $id
        { 'text' | Export-TrainingChart $path } | Should -Throw -ErrorId $id
        { $records, $evaluation | Export-TrainingChart $path } | Should -Throw -ErrorId $id
        { $evaluation, $evaluation | Export-TrainingChart $path } | Should -Throw -ErrorId $id
        Test-Path $path | Should -BeFalse
    }
}
