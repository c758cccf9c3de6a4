# Bad input: a coded error that says what to do, nothing written, nothing executed.
BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $data = "$PSScriptRoot/../../examples/data"
    $weights = "$data/narrow16_pretrained_0to4.pth"
    $small = @{ Width = 16; Stem = 'Small'; ClassCount = 5 }

    function New-Images([hashtable] $Options = @{}) {
        Import-TorchDataset "$data/t10k-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -First 64 @Options
    }

    # The record of the error that a block ends with; null where it does not.
    function Get-Failure([scriptblock] $Block) {
        try { $null = & $Block; $null } catch { $_ }
    }
}

Describe 'Bad input to Import-TorchModel' {
    It 'refuses <Name> with <Id>' -ForEach @(
        @{ Name = 'a missing file'; Id = 'ModelFileNotFound'; File = 'none.pth'; Bytes = $null }
        @{ Name = 'a text'; Id = 'ModelFormatUnknown'; File = 'text.pth'; Bytes = [System.Text.Encoding]::ASCII.GetBytes('this is no checkpoint at all') }
        @{ Name = 'an empty file'; Id = 'ModelFileCorrupt'; File = 'empty.pth'; Bytes = [byte[]]::new(0) }
    ) {
        $file = Join-Path $TestDrive $File
        if ($null -ne $Bytes) { [System.IO.File]::WriteAllBytes($file, $Bytes) }
        $failure = Get-Failure { Import-TorchModel resnet18 @small -Weights $file }
        $failure.FullyQualifiedErrorId | Should -Be "$Id,Freeze.Commands.ImportTorchModelCommand"
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$failure" | Should -Match ([regex]::Escape($File))
    }

    It 'refuses a checkpoint that was cut off after <_> bytes' -ForEach 100, 5000, 2000000, 2853000 {
        $file = Join-Path $TestDrive "cut$_.pth"
        $bytes = [System.IO.File]::ReadAllBytes($weights)
        [System.IO.File]::WriteAllBytes($file, [byte[]]$bytes[0..($_ - 1)])
        $failure = Get-Failure { Import-TorchModel resnet18 @small -Weights $file }
        $failure.FullyQualifiedErrorId | Should -Be 'ModelFileCorrupt,Freeze.Commands.ImportTorchModelCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
    }

    It 'runs nothing of a pickle that wants to call os.system' {
        $witness = Join-Path $TestDrive 'executed'
        $pickle = "cos`nsystem`n(S'touch $witness'`ntR."
        $file = Join-Path $TestDrive 'exec.pth'
        $stream = [System.IO.File]::Create($file)
        $zip = [System.IO.Compression.ZipArchive]::new($stream, 'Create')
        foreach ($entry in @{ 'archive/data.pkl' = $pickle; 'archive/version' = "3`n" }.GetEnumerator()) {
            $writer = [System.IO.StreamWriter]::new($zip.CreateEntry($entry.Key, 'NoCompression').Open())
            $writer.Write($entry.Value)
            $writer.Dispose()
        }
        $zip.Dispose()
        $failure = Get-Failure { Import-TorchModel resnet18 @small -Weights $file }
        $failure.FullyQualifiedErrorId | Should -Be 'ModelFileUnsafe,Freeze.Commands.ImportTorchModelCommand'
        "$failure" | Should -Match 'system'
        Test-Path $witness | Should -BeFalse
    }

    It 'refuses an unknown architecture and names the nearest' {
        $failure = Get-Failure { Import-TorchModel resnet81 }
        $failure.FullyQualifiedErrorId | Should -Be 'ArchitectureUnknown,Freeze.Commands.ImportTorchModelCommand'
        "$failure" | Should -Match 'resnet18'
    }

    It 'points to -Path when a file is given as architecture' {
        $failure = Get-Failure { Import-TorchModel $weights }
        $failure.FullyQualifiedErrorId | Should -Be 'ArchitectureUnknown,Freeze.Commands.ImportTorchModelCommand'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Path'
    }

    It 'refuses weights of another architecture and lists what does not fit' {
        $failure = Get-Failure { Import-TorchModel resnet34 @small -Weights $weights }
        $failure.FullyQualifiedErrorId | Should -Be 'ArchitectureMismatch,Freeze.Commands.ImportTorchModelCommand'
        "$failure" | Should -Match 'layer1\.2\.conv1\.weight'
    }

    It 'refuses a head of another size unless -ClassCount asks for it' {
        $failure = Get-Failure { Import-TorchModel resnet18 -Width 16 -Stem Small -Weights $weights }
        $failure.FullyQualifiedErrorId | Should -Be 'ArchitectureMismatch,Freeze.Commands.ImportTorchModelCommand'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-ClassCount 5'
    }

    It 'refuses a device that is not there' {
        $failure = Get-Failure { Import-TorchModel resnet18 @small -Device cuda:7 }
        $failure.FullyQualifiedErrorId | Should -Be 'DeviceUnavailable,Freeze.Commands.ImportTorchModelCommand'
    }
}

Describe 'Bad input to the other commands' {
    BeforeEach {
        $model = Import-TorchModel resnet18 @small -Weights $weights
    }

    AfterEach {
        $model.Dispose()
    }

    It 'refuses a pattern that matches nothing and names the nearest layers' {
        $failure = Get-Failure { $model | Set-LayerFreeze layr1 }
        $failure.FullyQualifiedErrorId | Should -Be 'LayerNotFound,Freeze.Commands.SetLayerFreezeCommand'
        "$failure" | Should -Match 'layer1'
        $model.FrozenCount | Should -Be 0
    }

    It 'refuses labels that the model has no output for, before it trains' {
        $narrow = Import-TorchModel resnet18 -Width 16 -Stem Small -Weights $weights -ClassCount 3
        $before = @(Get-ParameterReport $narrow -Statistics).Norm
        $failure = Get-Failure { New-GroupedOptimizer $narrow -LearningRate 1 | Start-FineTune -Data (New-Images @{ Channels = 3 }) }
        $failure.FullyQualifiedErrorId | Should -Be 'LabelOutOfRange,Freeze.Commands.StartFineTuneCommand'
        "$failure" | Should -Match '-ClassCount'
        @(Get-ParameterReport $narrow -Statistics).Norm | Should -Be $before
        $narrow.Dispose()
    }

    It 'refuses images with another number of channels' {
        $failure = Get-Failure { $model | New-GroupedOptimizer | Start-FineTune -Data (New-Images) }
        $failure.FullyQualifiedErrorId | Should -Be 'ShapeMismatch,Freeze.Commands.StartFineTuneCommand'
        "$failure" | Should -Match '-Channels 3'
        (Get-Failure { $model | Test-TorchModel (New-Images) }).FullyQualifiedErrorId | Should -Be 'ShapeMismatch,Freeze.Commands.TestTorchModelCommand'
    }

    It 'refuses a last batch of one sample in front of training normalisation' {
        $failure = Get-Failure { $model | New-GroupedOptimizer | Start-FineTune -Data (New-Images @{ Channels = 3 }) -BatchSize 63 }
        $failure.FullyQualifiedErrorId | Should -Be 'DatasetInvalid,Freeze.Commands.StartFineTuneCommand'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-DropLast'
    }

    It 'refuses to train what is frozen as a whole' {
        $model | Set-LayerFreeze -All -WarningAction SilentlyContinue
        $failure = Get-Failure { $model | New-GroupedOptimizer | Start-FineTune -Data (New-Images @{ Channels = 3 }) }
        $failure.FullyQualifiedErrorId | Should -Be 'NothingTrainable,Freeze.Commands.StartFineTuneCommand'
    }

    It 'refuses missing data' {
        $failure = Get-Failure { Import-TorchDataset (Join-Path $TestDrive 'none.gz') }
        $failure.FullyQualifiedErrorId | Should -Be 'DatasetNotFound,Freeze.Commands.ImportTorchDatasetCommand'
    }

    It 'refuses data that is cut off' {
        $file = Join-Path $TestDrive 'cut-images-idx3-ubyte.gz'
        $bytes = [System.IO.File]::ReadAllBytes("$data/t10k-images-idx3-ubyte.gz")
        [System.IO.File]::WriteAllBytes($file, [byte[]]$bytes[0..100000])
        $failure = Get-Failure { Import-TorchDataset $file -LabelPath "$data/t10k-labels-idx1-ubyte.gz" }
        $failure.FullyQualifiedErrorId | Should -Be 'DatasetInvalid,Freeze.Commands.ImportTorchDatasetCommand'
    }

    It 'does not overwrite without -Force' {
        $file = Join-Path $TestDrive 'there.safetensors'
        Set-Content $file 'mine'
        $failure = Get-Failure { $model | Export-TorchModel $file }
        $failure.FullyQualifiedErrorId | Should -Be 'OutputExists,Freeze.Commands.ExportTorchModelCommand'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Force'
        Get-Content $file | Should -Be 'mine'
    }

    It 'leaves nothing behind where it cannot write' {
        $folder = Join-Path $TestDrive 'no' 'such' 'folder'
        $failure = Get-Failure { $model | Export-TorchModel (Join-Path $folder 'model.safetensors') }
        $failure.FullyQualifiedErrorId | Should -Be 'OutputNotWritable,Freeze.Commands.ExportTorchModelCommand'
        Test-Path $folder | Should -BeFalse
        # A folder where the file should go.
        $taken = (New-Item -ItemType Directory (Join-Path $TestDrive 'taken')).FullName
        (Get-Failure { $model | Export-TorchModel $taken -Force }).FullyQualifiedErrorId | Should -Be 'OutputNotWritable,Freeze.Commands.ExportTorchModelCommand'
        @(Get-ChildItem $taken).Count | Should -Be 0
    }
}
