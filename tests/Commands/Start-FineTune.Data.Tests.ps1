BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $images = "$PSScriptRoot/../fixtures/data/images"

    function New-Pets {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        foreach ($class in @{ Name = 'cat'; Images = 'alpha.png', 'colour.jpg', 'colour.png' }, @{ Name = 'dog'; Images = 'grey.png', 'lossy.webp', 'palette.bmp' }) {
            New-Item -ItemType Directory -Path "$folder/$($class.Name)" -Force | Out-Null
            foreach ($image in $class.Images) { Copy-Item "$images/$image" "$folder/$($class.Name)/$image" }
        }
        $folder
    }

    function New-TestOptimizer { New-TorchModel 'Flatten', 'Linear(192, 2)' -Seed 1 | New-GroupedOptimizer -LearningRate 0.02 -Momentum 0.9 }

    function Start-Run($Optimizer, $Folder, [int] $Epochs, [hashtable] $More = @{}) {
        $Optimizer | Start-FineTune -Data (Import-TorchDataset $Folder -ImageSize 8) -Epochs $Epochs -BatchSize 4 -Seed 1 -CheckpointPath $run @More
    }
}

Describe 'The data of a run that goes on' {
    BeforeEach {
        $run = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $pets = New-Pets
        $begun = Start-Run (New-TestOptimizer) $pets 2
    }

    It 'may be a copy of the folder' {
        $whole = Start-FineTune (New-TestOptimizer) -Data (Import-TorchDataset $pets -ImageSize 8) -Epochs 3 -BatchSize 4 -Seed 1
        $copy = New-Pets
        Get-ChildItem $copy -Recurse | Where-Object { -not $_.PSIsContainer } | ForEach-Object { $_.LastWriteTime = '2001-02-03' }
        $record = Start-Run (New-TestOptimizer) $copy 3 @{ Resume = $true }
        $record.Epoch | Should -Be 3
        "$($record.StepLosses)" | Should -Be "$($whole[2].StepLosses)"
    }

    It 'is named where it is other, and taken with -AllowOtherData' {
        $copy = New-Pets
        Copy-Item "$images/narrow.png" "$copy/dog/more.png"
        $failure = try { Start-Run (New-TestOptimizer) $copy 3 @{ Resume = $true } } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'CheckpointMismatch,Freeze.Commands.StartFineTuneCommand'
        "$failure" | Should -BeLike '*dog: 3; only now dog: 4*other file names of the training data*-AllowOtherData*'
        "$failure" | Should -Not -Match 'hash'
        $said, $record = (Start-Run (New-TestOptimizer) $copy 3 @{ Resume = $true; AllowOtherData = $true } 3>&1).Where({ $_ -is [System.Management.Automation.WarningRecord] }, 'Split')
        $record.Epoch | Should -Be 3
        "$said" | Should -BeLike '*goes on with other data*dog: 4*'
    }

    It 'may be prepared otherwise only when that is allowed' {
        $other = Import-TorchDataset $pets -ImageSize 8 -Mean 0.5 -Background black
        $failure = try { New-TestOptimizer | Start-FineTune -Data $other -Epochs 3 -BatchSize 4 -Seed 1 -CheckpointPath $run -Resume } catch { $_ }
        "$failure" | Should -BeLike '*preparation of the training data: only now mean 0.5, background #000000*'
    }
}

Describe 'A run whose last state is gone' {
    It 'goes on from the one before and says so' {
        $run = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $pets = New-Pets
        $null = Start-Run (New-TestOptimizer) $pets 3
        Remove-Item (Join-Path $run 'last.safetensors')
        $said, $records = (Start-Run (New-TestOptimizer) $pets 3 @{ Resume = $true } 3>&1).Where({ $_ -is [System.Management.Automation.WarningRecord] }, 'Split')
        @($records).Count | Should -Be 1
        "$said" | Should -BeLike '*last state of the run*is not there*after epoch 2 instead*'
    }
}
