BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $root = "$PSScriptRoot/../.."
    $fashion = "$root/examples/data/t10k-images-idx3-ubyte.gz"
    $images = "$root/tests/fixtures/data/images"

    # A folder for each class, with some of the images.
    function New-ImageFolder([string] $Path) {
        foreach ($class in @{ Name = 'cat'; Images = 'colour.jpg', 'turned6.jpg', 'alpha.png' }, @{ Name = 'dog'; Images = 'grey.png', 'lossy.webp', 'palette.bmp' }) {
            New-Item -ItemType Directory -Path "$Path/$($class.Name)" -Force | Out-Null
            foreach ($image in $class.Images) { Copy-Item "$images/$image" "$Path/$($class.Name)/$image" }
        }
        $Path
    }

    # What a few steps of training make of the data: equal losses mean equal inputs.
    function Get-Loss($Data, [int] $Seed = 1) {
        $model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5 -InputChannels $Data.SampleShape[0] -Seed 1
        try { ($model | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $Data -Epochs 2 -BatchSize 2 -Seed $Seed -DropLast).TrainLoss } finally { $model.Dispose() }
    }
}

Describe 'Import-TorchDataset' {
    Context 'IDX files' {
        It 'finds the labels beside the images' {
            $data = Import-TorchDataset $fashion
            $data.Count | Should -BeGreaterThan 100
            $data.SampleShape | Should -Be 1, 28, 28
            $data.Classes | Should -BeNullOrEmpty
        }

        It 'selects classes, then takes the first samples' {
            $data = Import-TorchDataset $fashion -Class 9, 7 -First 10 -Padding 2 -Channels 3
            $data.Count | Should -Be 10
            $data.Classes | Should -Be '9', '7'
            $data.SampleShape | Should -Be 3, 32, 32
        }

        It 'resizes' {
            (Import-TorchDataset $fashion -ImageSize 16 -Padding 1).SampleShape | Should -Be 1, 18, 18
            (Import-TorchDataset $fashion -ImageSize 10, 20).SampleShape | Should -Be 1, 10, 20
        }
    }

    Context 'folders of images' {
        BeforeEach {
            $folder = New-ImageFolder "$TestDrive/$([guid]::NewGuid())"
        }

        It 'names classes by their folders' {
            $data = Import-TorchDataset $folder -ImageSize 32
            $data.Count | Should -Be 6
            $data.Classes | Should -Be 'cat', 'dog'
            $data.SampleShape | Should -Be 3, 32, 32
            $data.Source | Should -Be ([System.IO.Path]::GetFullPath($folder))
        }

        It 'selects classes by name' {
            $data = Import-TorchDataset $folder -ImageSize 32 -Class dog -Format ImageFolder
            $data.Count | Should -Be 3
            $data.Classes | Should -Be 'dog'
        }

        It 'turns images grey' {
            (Import-TorchDataset $folder -ImageSize 24 -Channels 1).SampleShape | Should -Be 1, 24, 24
        }

        It 'takes the folder from the pipeline' {
            (Get-Item $folder | Import-TorchDataset -ImageSize 8).Count | Should -Be 6
            ($folder | Import-TorchDataset -ImageSize 8).Count | Should -Be 6
        }

        It 'trains on them, varied alike for the same seed' {
            $plain = Get-Loss (Import-TorchDataset $folder -ImageSize 32)
            $varied = Import-TorchDataset $folder -ImageSize 32 -Augment RandomResizedCrop, HorizontalFlip, ColorJitter
            $first = Get-Loss $varied
            $first | Should -Be (Get-Loss $varied)
            $first | Should -Not -Be $plain
        }

        It 'says what it varies, with every argument' {
            (Import-TorchDataset $folder -ImageSize 32 -Augment HorizontalFlip, 'RandomErasing(p=0.2)').Augment |
                Should -Be 'HorizontalFlip(p=0.5)', 'RandomErasing(p=0.2, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0)'
        }

        It 'evaluates without augmentation' {
            $model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 2 -Seed 1
            $plain = Test-TorchModel $model -Data (Import-TorchDataset $folder -ImageSize 32)
            $varied = Test-TorchModel $model -Data (Import-TorchDataset $folder -ImageSize 32 -Augment ColorJitter)
            $varied.Loss | Should -Be $plain.Loss
            $model.Dispose()
        }

        It 'names a broken image when it comes to it' {
            [System.IO.File]::WriteAllBytes("$folder/dog/broken.jpg", [byte[]](0xff, 0xd8, 0xff, 0))
            $data = Import-TorchDataset $folder -ImageSize 32
            $data.Count | Should -Be 7
            { Get-Loss $data } | Should -Throw '*broken.jpg*' -ErrorId 'DatasetInvalid,Freeze.Commands.StartFineTuneCommand'
        }

        It 'skips broken images with -SkipInvalid, and says so' {
            [System.IO.File]::WriteAllBytes("$folder/dog/broken.jpg", [byte[]](0xff, 0xd8, 0xff, 0))
            $data = Import-TorchDataset $folder -ImageSize 32 -SkipInvalid -WarningVariable warnings -WarningAction SilentlyContinue
            $data.Count | Should -Be 6
            $data.Skipped | Should -BeLike '*broken.jpg'
            "$warnings" | Should -BeLike '1 of 7 images*broken.jpg*'
        }

        It 'wants one size' {
            { Get-Loss (Import-TorchDataset $folder) } | Should -Throw '*pixels*' -ErrorId 'ShapeMismatch,Freeze.Commands.StartFineTuneCommand'
        }

        It 'wants a folder for each class' {
            { Import-TorchDataset "$folder/cat" } | Should -Throw '*no folders*' -ErrorId 'DatasetInvalid,Freeze.Commands.ImportTorchDatasetCommand'
        }
    }

    Context 'tables' {
        It 'reads features and the label column <_>' -ForEach 'Kind', '2', '-1' {
            Set-Content "$TestDrive/t.csv" 'Length,"Width, mm",Kind', '1.5,2,small', '"3",4e1,large'
            $data = Import-TorchDataset "$TestDrive/t.csv" -Label $_
            $data.Count | Should -Be 2
            $data.SampleShape | Should -Be 2
            $data.Classes | Should -Be 'large', 'small'
        }

        It 'names line and column of a missing value' {
            Set-Content "$TestDrive/t.csv" 'a,b,label', '1,2,0', '3,,1'
            { Import-TorchDataset "$TestDrive/t.csv" } | Should -Throw '*line 3*column 1 (b)*' -ErrorId 'DatasetInvalid,*'
        }

        It 'takes rows of objects from the pipeline' {
            $rows = 'wide', 'narrow', 'round', 'wide' | ForEach-Object { [pscustomobject]@{ length = '1.5'; kind = $_; width = 2 } }
            $data = $rows | Import-TorchDataset -Label kind -Class wide, narrow
            $data.Count | Should -Be 3
            $data.Classes | Should -Be 'wide', 'narrow'
            $data.SampleShape | Should -Be 2
        }

        It 'takes arrays from the pipeline' {
            $data = @(1, 2, 0), @(3, 4, 1) | Import-TorchDataset -Label -1
            $data.Count | Should -Be 2
            $data.SampleShape | Should -Be 2
        }

        It 'wants the same columns in every row' {
            { [pscustomobject]@{ a = 1; b = 2 }, [pscustomobject]@{ a = 1 } | Import-TorchDataset } | Should -Throw '*sample 2*' -ErrorId 'DatasetInvalid,*'
        }
    }

    Context 'NumPy and CIFAR' {
        It 'reads an array' {
            $header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`n"
            [System.IO.File]::WriteAllBytes("$TestDrive/x.npy", [byte[]](@(0x93) + [System.Text.Encoding]::ASCII.GetBytes('NUMPY') + @(1, 0, $header.Length, 0) + [System.Text.Encoding]::ASCII.GetBytes($header) + @(0) * 24))
            (Import-TorchDataset "$TestDrive/x.npy").SampleShape | Should -Be 3
        }

        It 'reads a CIFAR file' {
            [System.IO.File]::WriteAllBytes("$TestDrive/test_batch.bin", [byte[]]::new(3073 * 2))
            $data = Import-TorchDataset "$TestDrive/test_batch.bin"
            $data.Count | Should -Be 2
            $data.SampleShape | Should -Be 3, 32, 32
        }

        It 'refuses a file that is cut short' {
            [System.IO.File]::WriteAllBytes("$TestDrive/short.npy", [byte[]](0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 100, 0))
            { Import-TorchDataset "$TestDrive/short.npy" } | Should -Throw '*cut short*' -ErrorId 'DatasetInvalid,*'
        }
    }

    Context 'wrong options' {
        It 'refuses <Options> as <Code>' -ForEach @(
            @{ Options = @{ ImageSize = 0 }; Code = 'OptionInvalid' }
            @{ Options = @{ ImageSize = 16; ResizeSize = 8 }; Code = 'OptionInvalid' }
            @{ Options = @{ Augment = 'Flop' }; Code = 'OptionInvalid' }
            @{ Options = @{ Augment = 'HorizontalFlip(q=1)' }; Code = 'OptionInvalid' }
            @{ Options = @{ First = 0 }; Code = 'OptionInvalid' }
            @{ Options = @{ Label = 'x' }; Code = 'OptionInvalid' }
            @{ Options = @{ SkipInvalid = $true }; Code = 'OptionInvalid' }
            @{ Options = @{ Mean = 1, 2 }; Code = 'OptionInvalid' }
            @{ Options = @{ StandardDeviation = 0 }; Code = 'OptionInvalid' }
            @{ Options = @{ Class = 11 }; Code = 'DatasetInvalid' }
            @{ Options = @{ Format = 'Csv' }; Code = 'DatasetInvalid' }
        ) {
            { Import-TorchDataset $fashion @Options } | Should -Throw -ErrorId "$Code,Freeze.Commands.ImportTorchDatasetCommand"
        }

        It 'says that nothing is there' {
            { Import-TorchDataset "$TestDrive/missing" } | Should -Throw -ErrorId 'DatasetNotFound,*'
        }

        It 'completes augmentations' {
            $line = 'Import-TorchDataset x -Augment RandomC'
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'RandomCrop'
        }
    }
}
