# Between data and model nothing goes wrong in silence: every way in which data meets a model, with every kind of difference in classes and in inputs,
# gives a number that is right, a warning that names the difference, or an error.

BeforeDiscovery {
    $cells = foreach ($role in 'train', 'validation', 'test', 'predict') {
        foreach ($classes in 'equal', 'permuted', 'subset', 'foreign') {
            foreach ($inputs in 'equal', 'mean', 'size', 'padding') {
                @{ Role = $role; Classes = $classes; Inputs = $inputs }
            }
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"

    # Pictures of 6 x 6 whose brightness tells the class.
    $shades = @{ ant = 0.1; bee = 0.5; cat = 0.9; dog = 0.3 }
    function New-Sample([string[]] $Names) {
        foreach ($round in 1..4) {
            foreach ($name in $Names) {
                [pscustomobject]@{ Image = [TorchSharp.torch]::full([long[]] (1, 6, 6), [TorchSharp.Scalar] ($shades[$name] + $round / 100)); Label = $name }
            }
        }
    }

    $names = @{ equal = 'ant', 'bee', 'cat'; permuted = 'ant', 'bee', 'cat'; subset = 'bee', 'cat'; foreign = 'bee', 'cat', 'dog' }
    $order = @{ permuted = 'cat', 'ant', 'bee' }
    $preparations = @{
        equal   = @{ Mean = 0.5; StandardDeviation = 0.25 }
        mean    = @{ Mean = 0.4; StandardDeviation = 0.25 }
        size    = @{ Mean = 0.5; StandardDeviation = 0.25; ImageSize = 4 }
        padding = @{ Mean = 0.5; StandardDeviation = 0.25; Padding = 1 }
    }
    function New-Data([string] $Classes, [string] $Inputs) {
        $option = @{} + $preparations[$Inputs]
        if ($order.ContainsKey($Classes)) { $option.Class = $order[$Classes] }
        New-Sample $names[$Classes] | Import-TorchDataset -Label Label @option
    }

    $train = New-Data equal equal
    # It takes pictures of any size, so that nothing but Freeze itself could notice another one.
    $trained = New-TorchModel 'Conv2d(1, 8, 3, padding=1)', 'ReLU', 'AdaptiveAvgPool2d(1)', 'Flatten', 'Linear(8, 3)' -Seed 1
    $null = $trained | New-GroupedOptimizer -Algorithm Adam -LearningRate 0.05 |
        Start-FineTune -Data $train -Epochs 15 -BatchSize 12 -Seed 1 -WarningVariable heard -WarningAction SilentlyContinue

    # The loss by the samples' own names: what each picture is told to be, and what it is.
    function Get-Loss($Model, [string[]] $Truth) {
        $samples = New-Sample $Truth
        $sum = 0
        foreach ($sample in $samples) {
            $scores = (Invoke-TorchModel $Model ($sample.Image - [TorchSharp.Scalar] 0.5).div([TorchSharp.Scalar] 0.25)).Scores
            $sum -= [Math]::Log($scores[[array]::IndexOf([string[]] $Model.Classes, $sample.Label)])
        }

        $sum / @($samples).Count
    }
}

Describe 'Data and model' {
    It 'begin with a model that knows its classes, and a run that had nothing to say' {
        $trained.Classes | Should -Be 'ant', 'bee', 'cat'
        $heard.Count | Should -Be 0
        (Test-TorchModel $trained $train).Accuracy | Should -Be 1
    }

    It 'give a right number or a word: <Role>, classes <Classes>, input <Inputs>' -ForEach $cells {
        $data = New-Data $Classes $Inputs
        $before = "$($data.Classes)"
        $model = Copy-TorchModel $trained
        $truth = $names[$Classes]
        $said = $null
        $number = $null
        $expected = $null
        $failure = $null
        try {
            $quiet = @{ WarningVariable = 'said'; WarningAction = 'SilentlyContinue' }
            switch ($Role) {
                'train' {
                    # One step over all samples: its loss is that of the model before.
                    $expected = Get-Loss $model ($truth | Where-Object { $_ -ne 'dog' })
                    $number = ($model | New-GroupedOptimizer -LearningRate 0.001 | Start-FineTune -Data $data -BatchSize 12 @quiet).TrainLoss
                }
                'validation' {
                    $number = ($model | New-GroupedOptimizer -LearningRate 0.001 |
                        Start-FineTune -Data $train -Validation $data -BatchSize 12 @quiet).ValidationLoss
                    $expected = Get-Loss $model ($truth | Where-Object { $_ -ne 'dog' })
                }
                'test' {
                    $result = $model | Test-TorchModel $data @quiet
                    $number = $result.Loss
                    $expected = Get-Loss $model ($truth | Where-Object { $_ -ne 'dog' })
                    $result.PerClass.Class | Should -Be $trained.Classes
                    $result.PerClass | ForEach-Object { $_.Count } | Should -Be ($trained.Classes | ForEach-Object { 4 * ($_ -in $truth) })
                }
                'predict' {
                    # Labels play no part.
                    $number = @(Invoke-TorchModel $model $data @quiet).Count
                    $expected = 4 * $truth.Count
                }
            }
        }
        catch {
            $failure = $_
        }

        # The user's own data stays as it is, and training renames nothing.
        "$($data.Classes)" | Should -Be $before
        $model.Classes | Should -Be $trained.Classes
        if ($Classes -eq 'foreign' -and $Role -ne 'predict') {
            $failure.FullyQualifiedErrorId | Should -BeLike 'ClassMismatch,*'
            $failure.CategoryInfo.Category | Should -Be 'InvalidData'
            foreach ($side in 'bee, cat, dog', 'ant, bee, cat') { "$failure" | Should -BeLike "*$side*" }
            return
        }

        $failure | Should -BeNullOrEmpty
        if ($Inputs -eq 'equal') {
            @($said).Count | Should -Be 0
            [Math]::Abs($number - $expected) | Should -BeLessThan 1e-4
        }
        else {
            @($said).Count | Should -Be 1
            $sides = @{ mean = 'mean 0.4 against 0.5'; size = 'size 4 x 4 against 6 x 6'; padding = 'padding 1 against 0' }
            "$said" | Should -BeLike "*$($sides[$Inputs])*-Like*"
        }
    }
}

Describe 'Classes without names' {
    BeforeAll {
        function New-Numbered([int[]] $Labels) {
            $Labels | ForEach-Object { [pscustomobject]@{ Image = [TorchSharp.torch]::full([long[]] (1, 6, 6), [TorchSharp.Scalar] 0.5); Label = $_ } } |
                Import-TorchDataset -Mean 0.5 -StandardDeviation 0.25
        }

        function Get-Test($Model, $Data, [hashtable] $Option = @{}) {
            $said = $null
            $failure = $null
            $result = try { Test-TorchModel $Model $Data @Option -WarningVariable said -WarningAction SilentlyContinue } catch { $failure = $_ }
            @{ Result = $result; Warnings = @($said | Where-Object { "$_" -match 'class' }); Code = "$($failure.FullyQualifiedErrorId)" -replace ',.*' }
        }

        function New-Model([int] $Outputs) {
            New-TorchModel 'Conv2d(1, 2, 3)', 'AdaptiveAvgPool2d(1)', 'Flatten', "Linear(2, $Outputs)" -Seed 1
        }

        # Trained, so that its outputs mean something, on labels that have no names.
        function New-Unnamed([int] $Outputs) {
            $model = New-Model $Outputs
            $null = $model | New-GroupedOptimizer | Start-FineTune -Data (New-Numbered (0..($Outputs - 1))) -BatchSize 2
            $model
        }
    }

    It 'are taken by number with a warning where there are as many' {
        $found = Get-Test $trained (New-Numbered 0, 1, 2)
        $found.Warnings.Count | Should -Be 1
        "$($found.Warnings)" | Should -BeLike '*0 is ant, 1 is bee, 2 is cat*'
        $found = Get-Test (New-Unnamed 3) $train
        $found.Warnings.Count | Should -Be 1
        "$($found.Warnings)" | Should -BeLike '*0 is ant, 1 is bee, 2 is cat*Set-TorchModel -Class*'
    }

    It 'are refused where there are not as many, but for -Force' {
        (Get-Test $trained (New-Numbered 0, 1)).Code | Should -Be 'ClassMismatch'
        (Get-Test (New-Unnamed 4) $train).Code | Should -Be 'ClassMismatch'
        $found = Get-Test $trained (New-Numbered 0, 1) @{ Force = $true }
        $found.Code | Should -BeNullOrEmpty
        $found.Warnings.Count | Should -Be 1
        $found.Result.PerClass.Class | Should -Be $trained.Classes
    }

    It 'are numbers on both sides without a word' {
        $found = Get-Test (New-Unnamed 4) (New-Numbered 0, 1)
        $found.Warnings.Count | Should -Be 0
        $found.Result.Count | Should -Be 2
    }

    It 'are the same where the other side is called by its own numbers' {
        $model = New-Model 3
        Set-TorchModel $model -Class 0, 1, 2
        $found = Get-Test $model (New-Numbered 1, 1)
        $found.Warnings.Count | Should -Be 0
        $found.Result.PerClass | ForEach-Object { $_.Count } | Should -Be 0, 2, 0
        (Get-Test $model (New-Numbered 1, 3)).Code | Should -Be 'ClassMismatch'
    }

    It 'of a fresh head are named by the data, if there are as many' {
        $model = New-Model 3
        (Get-Test $model $train).Warnings.Count | Should -Be 0
        $model.Classes | Should -BeNullOrEmpty
        $null = $model | New-GroupedOptimizer | Start-FineTune -Data $train -WarningVariable said
        @($said).Count | Should -Be 0
        $model.Classes | Should -Be 'ant', 'bee', 'cat'
    }

    It 'of a fresh head that has more outputs are said to stand for nothing' {
        $model = New-Model 4
        $null = $model | New-GroupedOptimizer | Start-FineTune -Data $train -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 1
        "$said" | Should -BeLike '*4 outputs*3 classes: 0 is ant, 1 is bee, 2 is cat*-ClassCount 3*'
        { New-Model 2 | New-GroupedOptimizer | Start-FineTune -Data $train } | Should -Throw -ErrorId 'LabelOutOfRange,Freeze.Commands.StartFineTuneCommand'
    }
}

Describe 'Classes that a user takes by number' {
    It 'are those of the data after Start-FineTune -Force, with a warning and without a folder' {
        $model = Copy-TorchModel $trained
        $data = New-Data foreign equal
        $null = $model | New-GroupedOptimizer | Start-FineTune -Data $data -Force -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 1
        "$said" | Should -BeLike '*dog*-Force*'
        $model.Classes | Should -Be 'bee', 'cat', 'dog'
    }

    It 'are said where validation data has others than the training data' {
        $arguments = @{ Data = $train; Validation = New-Data foreign equal }
        { Copy-TorchModel $trained | New-GroupedOptimizer | Start-FineTune @arguments } |
            Should -Throw -ErrorId 'ClassMismatch,Freeze.Commands.StartFineTuneCommand'
        $record = Copy-TorchModel $trained | New-GroupedOptimizer | Start-FineTune @arguments -Force -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 1
        $record.ValidationLoss | Should -BeGreaterThan 0
    }

    It 'are refused by Find-LearningRate too, but for -Force' {
        $optimizer = Copy-TorchModel $trained | New-GroupedOptimizer
        $data = New-Data foreign equal
        { Find-LearningRate $optimizer -Data $data -Steps 2 } | Should -Throw -ErrorId 'ClassMismatch,Freeze.Commands.FindLearningRateCommand'
        $null = Find-LearningRate $optimizer -Data $data -Steps 2 -Force -WarningVariable said -WarningAction SilentlyContinue
        @($said | Where-Object { "$_" -like '*-Force*' }).Count | Should -Be 1
        $null = Find-LearningRate $optimizer -Data (New-Data permuted mean) -Steps 2 -WarningVariable said -WarningAction SilentlyContinue
        @($said | Where-Object { "$_" -like '*mean 0.4 against 0.5*' }).Count | Should -Be 1
    }

    It 'are nothing that -Force without a folder could be about where classes match' {
        { Copy-TorchModel $trained | New-GroupedOptimizer | Start-FineTune -Data $train -Force } |
            Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.StartFineTuneCommand'
    }
}

Describe 'Pictures' {
    BeforeAll {
        # Folders of equal pictures, and models that were trained on them without -ImageSize.
        $images = "$PSScriptRoot/../fixtures/data/images"
        $folder = Join-Path $TestDrive 'pictures'
        foreach ($class in 'ant', 'bee') {
            $null = New-Item -ItemType Directory -Force (Join-Path $folder $class)
            foreach ($number in 1..2) { Copy-Item "$images/colour.png" (Join-Path $folder $class "$number.png") }
        }

        function New-Trained([hashtable] $Option) {
            $data = Import-TorchDataset $folder @Option
            $model = New-TorchModel "Conv2d($($data.SampleShape[0]), 2, 3)", 'AdaptiveAvgPool2d(1)', 'Flatten', 'Linear(2, 2)' -Seed 1
            $null = $model | New-GroupedOptimizer | Start-FineTune -Data $data -BatchSize 2
            $model
        }
    }

    It 'of any size and color are taken by a model that was trained on one size: <Name>' -ForEach @(
        @{ Name = 'padded'; Option = @{ Padding = 2; Mean = 0.5 } }
        @{ Name = 'grey'; Option = @{ Channels = 1 } }
        @{ Name = 'resized'; Option = @{ ImageSize = 12 } }
    ) {
        $model = New-Trained $Option
        $path = Join-Path $TestDrive "pictures-$Name.safetensors"
        $model | Export-TorchModel $path
        $files = 'narrow.png', 'grey.png', 'colour.jpg', 'colour.png' | ForEach-Object { Get-Item "$images/$_" }
        foreach ($asked in $model, (Import-TorchModel -Path $path)) {
            $rows = $files | Invoke-TorchModel $asked -WarningVariable said
            @($rows).Count | Should -Be 4
            $rows.Label | ForEach-Object { $_ | Should -BeIn 'ant', 'bee' }
            @($said).Count | Should -Be 0
        }

        # One that was trained on is what it was in training.
        $known = Import-TorchDataset $folder -Like $model
        "$($rows[3].Scores)" | Should -Be "$((Invoke-TorchModel $model $known)[0].Scores)"
    }

    It 'are made as ImageNet''s for weights that say nothing, and that is said once for a command' {
        $weights = "$PSScriptRoot/../../examples/data/narrow16_pretrained_0to4.pth"
        $model = Import-TorchModel resnet18 -Weights $weights -Width 16 -Stem Small -ClassCount 5
        $files = Get-Item "$images/narrow.png", "$images/grey.png", "$images/colour.jpg"
        $null = $files | Invoke-TorchModel $model -BatchSize 1 -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 1
        "$said" | Should -BeLike '*ImageNet*Set-TorchModel -Input*'
        Set-TorchModel $model -Input @{ Size = 28; Padding = 2; Mean = 0.2860; StandardDeviation = 0.3530 }
        $null = $files | Invoke-TorchModel $model -WarningVariable said
        @($said).Count | Should -Be 0
    }

    It 'of a folder that lacks a class are validated by name' {
        $data = Import-TorchDataset $folder -ImageSize 8
        $part = Join-Path $TestDrive 'part'
        $null = New-Item -ItemType Directory -Force (Join-Path $part 'bee')
        Copy-Item "$images/colour.png" (Join-Path $part 'bee')
        $model = New-TorchModel 'Conv2d(3, 2, 3)', 'AdaptiveAvgPool2d(1)', 'Flatten', 'Linear(2, 2)' -Seed 1
        $record = $model | New-GroupedOptimizer |
            Start-FineTune -Data $data -Validation (Import-TorchDataset $part -ImageSize 8) -BatchSize 2 -WarningVariable said
        @($said).Count | Should -Be 0
        $scores = (Invoke-TorchModel $model (Get-Item "$images/colour.png")).Scores
        [Math]::Abs($record.ValidationLoss + [Math]::Log($scores[1])) | Should -BeLessThan 1e-5
    }
}

Describe 'A single output' {
    It 'tells two classes apart by name' {
        $model = New-TorchModel 'Conv2d(1, 4, 3)', 'ReLU', 'AdaptiveAvgPool2d(1)', 'Flatten', 'Linear(4, 1)' -Seed 1
        $pair = New-Sample 'ant', 'bee' | Import-TorchDataset
        $null = $model | New-GroupedOptimizer -LearningRate 0.1 | Start-FineTune -Data $pair -Loss BinaryCrossEntropy -WarningVariable said
        @($said).Count | Should -Be 0
        $model.Classes | Should -Be 'ant', 'bee'
        $loss = (Test-TorchModel $model $pair -Loss BinaryCrossEntropy).Loss
        $turned = New-Sample 'ant', 'bee' | Import-TorchDataset -Class bee, ant
        [Math]::Abs((Test-TorchModel $model $turned -Loss BinaryCrossEntropy).Loss - $loss) | Should -BeLessThan 1e-6
        { Test-TorchModel $model (New-Sample 'ant', 'cat' | Import-TorchDataset) -Loss BinaryCrossEntropy } |
            Should -Throw -ErrorId 'ClassMismatch,Freeze.Commands.TestTorchModelCommand'
    }
}

Describe 'Adversarial training' {
    It 'warns of samples that are prepared otherwise than those before' {
        $generator = New-TorchModel 'Linear(3, 8)', 'ReLU', 'Linear(8, 2)' -Seed 1 | New-GroupedOptimizer -LearningRate 0.001
        $discriminator = New-TorchModel 'Linear(2, 8)', 'ReLU', 'Linear(8, 1)' -Seed 2 | New-GroupedOptimizer -LearningRate 0.001
        $points = 1..16 | ForEach-Object { , [double[]] ([Math]::Sin($_), [Math]::Cos($_)) }
        $run = @{ LatentSize = 3; BatchSize = 8; Seed = 1; WarningAction = 'SilentlyContinue' }
        foreach ($mean in 0, 0, 0.5) {
            $null = Start-AdversarialTraining $generator $discriminator -Data ($points | Import-TorchDataset -Mean $mean) @run -WarningVariable said
            @($said | Where-Object { "$_" -like '*mean 0.5 against 0*' }).Count | Should -Be ([int] ($mean -gt 0))
        }
    }
}

Describe 'Tables' {
    BeforeAll {
        $rows = 1..12 | ForEach-Object { [pscustomobject]@{ Length = $_; Width = -$_; Kind = 'ant', 'bee' | Select-Object -Index ($_ % 2) } }
        $table = $rows | Import-TorchDataset -Label Kind
        $turned = $rows | Select-Object Width, Kind, Length | Import-TorchDataset -Label Kind
        $model = New-TorchModel 'Linear(2, 2)' -Seed 1
        $null = $model | New-GroupedOptimizer -LearningRate 0.001 | Start-FineTune -Data $table
    }

    It 'with columns in another order are warned of' {
        $path = Join-Path $TestDrive 'table.safetensors'
        $model | Export-TorchModel $path
        foreach ($asked in $model, (Import-TorchModel -Path $path)) {
            $null = Test-TorchModel $asked $turned -WarningVariable said -WarningAction SilentlyContinue
            @($said).Count | Should -Be 1
            "$said" | Should -BeLike '*columns Width, Length against Length, Width*'
            $null = Test-TorchModel $asked $table -WarningVariable said
            @($said).Count | Should -Be 0
        }
    }

    It 'with columns in another order are not -Like others' {
        { $rows | Select-Object Width, Kind, Length | Import-TorchDataset -Label Kind -Like $table } |
            Should -Throw '*Width, Length against Length, Width*' -ErrorId 'ShapeMismatch,Freeze.Commands.ImportTorchDatasetCommand'
        ($rows | Select-Object -First 3 | Import-TorchDataset -Label Kind -Like $table).Count | Should -Be 3
    }
}

Describe 'Values of another range' {
    It 'are warned of in tensors and numbers, once, and so is another size' {
        $model = Copy-TorchModel $trained
        $right = [TorchSharp.torch]::rand(2, 1, 6, 6)
        $null = Invoke-TorchModel $model $right -WarningVariable said
        @($said).Count | Should -Be 0
        $null = & { $right * [TorchSharp.Scalar] 255; $right * [TorchSharp.Scalar] 200 } |
            Invoke-TorchModel $model -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 1
        "$said" | Should -Match 'values of [\d.E-]+ to 2[\d.]+ against -1\.\d+ to 1\.\d+'
        $null = Invoke-TorchModel $model ([TorchSharp.torch]::rand(1, 9, 9)) -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*samples of 1x9x9 against 1x6x6*'
    }

    It 'are warned of: bytes that were scaled, and floats that were not' {
        $model = Copy-TorchModel $trained
        $raw = New-Sample 'ant', 'bee', 'cat' | ForEach-Object { [pscustomobject]@{ Image = $_.Image * [TorchSharp.Scalar] 255; Label = $_.Label } } |
            Import-TorchDataset -Mean 0.5 -StandardDeviation 0.25
        $null = Test-TorchModel $model $raw -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 1
        "$said" | Should -Match 'values before normalizing [\d.]+ to 23\d[\d.]* against 0\.11 to 0\.94'
    }
}
