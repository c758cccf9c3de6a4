BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $images = "$PSScriptRoot/../../examples/data/train-images-idx3-ubyte.gz"

    # TorchSharp's types are there once a command has used them.
    $null = Import-TorchDataset $images -First 1

    # Width and height as the file's header has them, and what the decoder makes of it: -Path is in a folder of its class.
    function Read-Png([string] $Path) {
        $bytes = [System.IO.File]::ReadAllBytes($Path)
        [pscustomobject]@{
            Width  = ([int]$bytes[18] * 256) + $bytes[19]
            Height = ([int]$bytes[22] * 256) + $bytes[23]
            Magic  = [System.BitConverter]::ToString($bytes, 0, 8)
            Data   = Import-TorchDataset (Split-Path (Split-Path $Path -Parent) -Parent)
        }
    }

    function New-Folder {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $null = New-Item -ItemType Directory (Join-Path $folder class)
        Join-Path $folder class/grid.png
    }
}

Describe 'Export-ImageGrid' {
    It 'draws tensors from the pipeline, as many in a row as asked' {
        $path = New-Folder
        $file = [TorchSharp.torch]::rand(1, 6, 5), [TorchSharp.torch]::rand(4, 1, 6, 5) | Export-ImageGrid $path -Columns 3 -Padding 1
        $file | Should -BeOfType ([System.IO.FileInfo])
        $png = Read-Png $path
        $png.Magic | Should -Be '89-50-4E-47-0D-0A-1A-0A'
        $png.Width | Should -Be 19
        $png.Height | Should -Be 15
    }

    It 'draws tensors as an argument' {
        $path = New-Folder
        $null = Export-ImageGrid ([TorchSharp.torch]::rand(2, 3, 4, 4)) $path -Padding 0
        (Read-Png $path).Width | Should -Be 8
    }

    It 'undoes the normalisation of data' {
        $plain = Import-TorchDataset $images -First 12
        $normalised = Import-TorchDataset $images -First 12 -Mean 0.2860 -StandardDeviation 0.3530
        $null = Export-ImageGrid -Data $plain (Join-Path $TestDrive plain.png) -Columns 4
        $null = $normalised | Export-ImageGrid (Join-Path $TestDrive normalised.png) -Columns 4
        [System.IO.File]::ReadAllBytes((Join-Path $TestDrive normalised.png)) | Should -Be ([System.IO.File]::ReadAllBytes((Join-Path $TestDrive plain.png)))
    }

    It 'takes -Count samples of data' {
        $path = New-Folder
        $null = Export-ImageGrid -Data (Import-TorchDataset $images -First 100) -Path $path -Count 10 -Columns 5 -Padding 0
        $png = Read-Png $path
        $png.Width | Should -Be 140
        $png.Height | Should -Be 56
    }

    It 'stretches the range asked for' {
        $path = New-Folder
        $null = Export-ImageGrid ([TorchSharp.torch]::full(@(1, 4, 4), 3)) $path -Padding 0 -Minimum 0 -Maximum 12
        $read = Read-Png $path
        [TorchSharp.torch]::full(@(1, 4, 4), 0.25) | Export-ImageGrid (Join-Path $TestDrive quarter.png) -Padding 0
        [System.IO.File]::ReadAllBytes($path) | Should -Be ([System.IO.File]::ReadAllBytes((Join-Path $TestDrive quarter.png)))
        $read.Data.Count | Should -Be 1
    }

    It 'leaves a file that exists, but for -Force' {
        $path = New-Folder
        [System.IO.File]::WriteAllText($path, 'mine')
        { [TorchSharp.torch]::rand(1, 4, 4) | Export-ImageGrid $path } | Should -Throw -ErrorId 'OutputExists,Freeze.Commands.ExportImageGridCommand'
        [System.IO.File]::ReadAllText($path) | Should -Be 'mine'
        ([TorchSharp.torch]::rand(1, 4, 4) | Export-ImageGrid $path -Force).Length | Should -BeGreaterThan 50
    }

    It 'writes nothing under -WhatIf' {
        $path = New-Folder
        [TorchSharp.torch]::rand(1, 4, 4) | Export-ImageGrid $path -WhatIf | Should -BeNullOrEmpty
        Test-Path $path | Should -BeFalse
    }

    It 'refuses <Case> with <Code>' -ForEach @(
        @{ Case = 'another ending'; Code = 'OptionInvalid'; Name = 'grid.gif'; Shape = 1, 4, 4 }
        @{ Case = 'two channels'; Code = 'ShapeMismatch'; Name = 'grid.png'; Shape = 2, 4, 4 }
        @{ Case = 'a matrix'; Code = 'ShapeMismatch'; Name = 'grid.png'; Shape = 4, 4 }
        @{ Case = 'a missing folder'; Code = 'OutputNotWritable'; Name = 'none/grid.png'; Shape = 1, 4, 4 }
    ) {
        { [TorchSharp.torch]::rand([long[]]$Shape) | Export-ImageGrid (Join-Path $TestDrive $Name) } | Should -Throw -ErrorId "$Code,Freeze.Commands.ExportImageGridCommand"
    }

    It 'refuses what is no tensor, and no image at all' {
        { 'text' | Export-ImageGrid (Join-Path $TestDrive text.png) } | Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.ExportImageGridCommand'
        { @() | Export-ImageGrid (Join-Path $TestDrive none.png) } | Should -Throw -ErrorId 'DatasetInvalid,Freeze.Commands.ExportImageGridCommand'
    }
}
