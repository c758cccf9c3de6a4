BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $examples = "$PSScriptRoot/../../examples/data"
    $images = Get-ChildItem "$PSScriptRoot/../fixtures/data/images" -Recurse -Include *.jpg, *.png | Sort-Object FullName
    $model = Import-TorchModel resnet18 -Weights "$examples/narrow16_pretrained_0to4.pth" -Width 16 -Stem Small -ClassCount 5
    $broken = Join-Path $TestDrive 'broken.jpg'
    Set-Content $broken 'no image'

    function New-Batch([int[]] $Shape) {
        [TorchSharp.torch]::linspace(-1, 1, ($Shape | ForEach-Object { $product = 1 } { $product *= $_ } { $product })).reshape([long[]] $Shape)
    }
}

Describe 'Invoke-TorchModel on tensors' {
    BeforeAll {
        $batch = New-Batch 6, 3, 32, 32
    }

    It 'gives a row for each sample, whichever way model and input come' {
        $rows = Invoke-TorchModel $model $batch
        $rows.Count | Should -Be 6
        $rows.Source | Should -Be 0, 1, 2, 3, 4, 5
        $other = $model | Invoke-TorchModel -InputObject $batch
        "$($other.Scores)" | Should -Be "$($rows.Scores)"
        ($model | Invoke-TorchModel $batch).Count | Should -Be 6
        ($batch | Invoke-TorchModel $model).Count | Should -Be 6
        (Invoke-TorchModel -Model $model -InputObject $batch).Count | Should -Be 6
    }

    It 'gives probabilities of all classes, and the best one' {
        foreach ($row in Invoke-TorchModel $model $batch) {
            $row.Scores.Count | Should -Be 5
            [Math]::Abs(($row.Scores | Measure-Object -Sum).Sum - 1) | Should -BeLessThan 1e-5
            $row.Probability | Should -Be ($row.Scores | Measure-Object -Maximum).Maximum
            $row.Scores[[int] $row.Label] | Should -Be $row.Probability
            $row.Output | Should -BeNullOrEmpty
        }
    }

    It 'is the same in batches of any size' {
        $all = Invoke-TorchModel $model $batch
        foreach ($size in 1, 4, 6) {
            $rows = Invoke-TorchModel $model $batch -BatchSize $size
            foreach ($i in 0..5) {
                [Math]::Abs($rows[$i].Probability - $all[$i].Probability) | Should -BeLessThan 1e-5
                $rows[$i].Label | Should -Be $all[$i].Label
            }
        }
    }

    It 'takes single samples and several batch dimensions' {
        $one = Invoke-TorchModel $model $batch[0]
        @($one).Count | Should -Be 1
        [Math]::Abs($one.Probability - (Invoke-TorchModel $model $batch)[0].Probability) | Should -BeLessThan 1e-5
        (Invoke-TorchModel $model $batch.reshape(2, 3, 3, 32, 32)).Count | Should -Be 6
    }

    It 'lists the best classes with -TopK' {
        $row = (Invoke-TorchModel $model $batch -TopK 3)[0]
        $row.Top.Count | Should -Be 3
        $row.Top[0].Label | Should -Be $row.Label
        $row.Top.Probability | Should -Be ($row.Scores | Sort-Object -Descending | Select-Object -First 3)
        (Invoke-TorchModel $model $batch -TopK 99)[0].Top.Count | Should -Be 5
    }

    It 'leaves the caller its tensors, and keeps none' {
        # What earlier specs left to the collector must not go in between.
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
        $before = [TorchSharp.torch+Tensor]::TotalCount
        $null = Invoke-TorchModel $model $batch -BatchSize 4
        $after = [TorchSharp.torch+Tensor]::TotalCount
        $after | Should -Be $before
        $batch.IsInvalid | Should -BeFalse
    }

    It 'refuses what is no sample' {
        { Invoke-TorchModel $model (New-Batch 4) } | Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.InvokeTorchModelCommand'
        { Invoke-TorchModel $model (New-Batch 2, 5, 32, 32) } | Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.InvokeTorchModelCommand'
        { Invoke-TorchModel $model (Get-Date) } | Should -Throw -ErrorId 'DatasetInvalid,Freeze.Commands.InvokeTorchModelCommand'
        { Invoke-TorchModel $model $batch -BatchSize 0 } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.InvokeTorchModelCommand'
    }
}

Describe 'Invoke-TorchModel on arrays and data sets' {
    BeforeAll {
        $small = New-TorchModel 'Linear(4, 3)', 'ReLU', 'Linear(3, 2)' -Seed 1
        $numbers = 5.1, 3.5, 1.4, 0.2
    }

    It 'takes a row of numbers, a table, and rows from the pipeline' {
        $one = Invoke-TorchModel $small $numbers
        @($one).Count | Should -Be 1
        $grid = [float[, ]]::new(2, 4)
        foreach ($column in 0..3) { $grid[0, $column] = $numbers[$column]; $grid[1, $column] = 1 }
        $two = Invoke-TorchModel $small $grid
        $two.Count | Should -Be 2
        [Math]::Abs($two[0].Probability - $one.Probability) | Should -BeLessThan 1e-6
        (Invoke-TorchModel $small (, $numbers + , (1, 1, 1, 1))).Count | Should -Be 2
        (& { , $numbers; , (1, 1, 1, 1); , [double[]] (1, 2, 3, 4) } | Invoke-TorchModel $small).Count | Should -Be 3
    }

    It 'refuses rows of different lengths' {
        { Invoke-TorchModel $small ((1, 2, 3, 4), (1, 2, 3)) } | Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.InvokeTorchModelCommand'
    }

    It 'gives values where there are no classes' {
        $row = Invoke-TorchModel (New-TorchModel 'Linear(4, 1)' -Seed 1) $numbers
        $row.Label | Should -BeNullOrEmpty
        $row.Probability | Should -BeNullOrEmpty
        $row.Scores.Count | Should -Be 1
        (Invoke-TorchModel (New-TorchModel 'Linear(4, 6)', 'Tanh' -Seed 1) $numbers).Scores.Count | Should -Be 6
    }

    It 'gives the images of a generator as tensors' {
        $generator = New-TorchModel 'ConvTranspose2d(8, 4, 4)', 'ReLU', 'ConvTranspose2d(4, 1, 4, stride=2)', 'Tanh' -Seed 1
        $rows = Invoke-TorchModel $generator ([TorchSharp.torch]::randn(3, 8, 1, 1))
        $rows.Count | Should -Be 3
        $rows[0].Output.shape | Should -Be 1, 10, 10
        $rows[0].Scores.Count | Should -Be 0
        $rows[0].Label | Should -BeNullOrEmpty
        $rows.Output | ForEach-Object { $_.Dispose() }
    }

    It 'takes noise as rows where the generator begins with a convolution' {
        $generator = Import-TorchModel dcgan_generator -ImageSize 28 -InputChannels 1 -Width 2 -LatentSize 6 -Seed 1
        $noise = [TorchSharp.torch]::ones([long[]](3, 6))
        $rows = @(Invoke-TorchModel $generator $noise)
        $rows.Count | Should -Be 3
        $rows[0].Output.shape | Should -Be 1, 28, 28
        $maps = @(Invoke-TorchModel $generator $noise.reshape([long[]](3, 6, 1, 1)))
        $maps[2].Output.Equals($rows[2].Output) | Should -BeTrue
        { Invoke-TorchModel $generator ([TorchSharp.torch]::ones([long[]](3, 5))) } | Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.InvokeTorchModelCommand'
    }

    It 'takes a data set' {
        $data = Import-TorchDataset "$examples/t10k-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 40
        (Invoke-TorchModel $model $data -BatchSize 16).Count | Should -Be 40
    }
}

Describe 'Invoke-TorchModel on images' {
    It 'takes files from the pipeline and names each' {
        $rows = $images | Invoke-TorchModel $model
        $rows.Count | Should -Be $images.Count
        $rows.Source | Should -Be $images.FullName
    }

    It 'takes a path, a list of paths and wildcards' {
        $row = Invoke-TorchModel $model $images[0].FullName
        $row.Source | Should -Be $images[0].FullName
        (Invoke-TorchModel $model $images[0].FullName, $images[1].FullName).Count | Should -Be 2
        ($model | Invoke-TorchModel -InputObject $images[0].FullName).Source | Should -Be $images[0].FullName
        ($images | Select-Object FullName | Invoke-TorchModel $model).Count | Should -Be $images.Count
        $folder = Split-Path $images[0].FullName
        $pattern = Join-Path $folder "*$([System.IO.Path]::GetExtension($images[0].FullName))"
        @(Invoke-TorchModel $model $pattern).Count | Should -BeGreaterThan 0
    }

    It 'reports a broken image by its path and goes on' {
        $rows = $images[0].FullName, $broken, $images[1].FullName | Invoke-TorchModel $model -ErrorVariable problems -ErrorAction SilentlyContinue
        $rows.Count | Should -Be 2
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'DatasetInvalid,Freeze.Commands.InvokeTorchModelCommand'
        $problems[0].Exception.Message | Should -Match 'broken\.jpg'
        { Invoke-TorchModel $model $broken -ErrorAction Stop } | Should -Throw -ErrorId 'DatasetInvalid,Freeze.Commands.InvokeTorchModelCommand'
        Invoke-TorchModel $model (Join-Path $TestDrive 'missing.jpg') -ErrorVariable missing -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $missing[0].Exception.Message | Should -Match 'missing\.jpg'
    }

    It 'makes inputs as the training data was made, and names classes' {
        $folder = Join-Path $TestDrive 'classes'
        foreach ($name in 'cats', 'dogs') {
            $null = New-Item -ItemType Directory (Join-Path $folder $name)
            foreach ($i in 0..2) { Copy-Item $images[$i].FullName (Join-Path $folder $name) }
        }
        $data = Import-TorchDataset $folder -ImageSize 32 -Mean 0.4 -StandardDeviation 0.2
        $trained = Import-TorchModel resnet18 -Weights "$examples/narrow16_pretrained_0to4.pth" -Width 16 -Stem Small -ClassCount 2 -ResetHead -Seed 1
        $null = $trained | New-GroupedOptimizer -LearningRate 0 | Start-FineTune -Data $data -BatchSize 6
        $fromFiles = Get-ChildItem $folder -Recurse -File | Sort-Object FullName | Invoke-TorchModel $trained
        $fromData = Invoke-TorchModel $trained $data
        "$($fromFiles.Scores)" | Should -Be "$($fromData.Scores)"
        $fromFiles[0].Label | Should -BeIn 'cats', 'dogs'
    }

    It 'does not wait for the whole pipeline' {
        $seen = 0
        $first = & { foreach ($i in 1..50) { $script:made = $i; $images[0].FullName } } | Invoke-TorchModel $model -BatchSize 4 | Select-Object -First 1
        $first.Source | Should -Be $images[0].FullName
        $script:made | Should -Be 4
    }

    It 'refuses images for a model that takes none' {
        { Invoke-TorchModel (New-TorchModel 'Linear(4, 2)' -Seed 1) $images[0].FullName } | Should -Throw -ErrorId 'ShapeMismatch,Freeze.Commands.InvokeTorchModelCommand'
    }
}
