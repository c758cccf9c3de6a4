BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $images = "$PSScriptRoot/../fixtures/data/images"
    $folder = "$TestDrive/pets"
    foreach ($class in @{ Name = 'cat'; Images = 'alpha.png', 'colour.jpg', 'faint.png' }, @{ Name = 'dog'; Images = 'grey.png', 'lossy.webp', 'palette.bmp' }) {
        New-Item -ItemType Directory -Path "$folder/$($class.Name)" -Force | Out-Null
        foreach ($image in $class.Images) { Copy-Item "$images/$image" "$folder/$($class.Name)/$image" }
    }

    function Get-Scores($Model, $Item) { (Invoke-TorchModel $Model $Item).Scores }
}

Describe 'Some samples of a folder of classes' {
    # A row of the confusion matrix adds up to the samples of its class, whatever the model says.
    BeforeAll {
        $model = New-TorchModel 'Flatten', 'Linear(192, 2)' -Seed 1

        function Get-ClassCount($Data) {
            $matrix = (Test-TorchModel $model $Data).ConfusionMatrix
            @($matrix | ForEach-Object { ($_ | Measure-Object -Sum).Sum })
        }
    }

    It 'are taken evenly by class' {
        $data = Import-TorchDataset $folder -ImageSize 8 -First 4 -WarningVariable said -WarningAction SilentlyContinue
        Get-ClassCount $data | Should -Be 2, 2
        $said | Should -BeNullOrEmpty
    }

    It 'are the first ones with -Take First, and a warning says that they are of one class' {
        $data = Import-TorchDataset $folder -ImageSize 8 -First 3 -Take First -WarningVariable said -WarningAction SilentlyContinue
        Get-ClassCount $data | Should -Be 3, 0
        "$said" | Should -BeLike '*all of class cat, of 2 classes*-Take Even*'
    }

    It 'warns of rows from the pipeline as well, which -Take Even draws evenly' {
        $rows = 1..6 | ForEach-Object { [pscustomobject]@{ A = $_; Label = $_ -gt 3 ? 'b' : 'a' } }
        $null = $rows | Import-TorchDataset -First 2 -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*all of class a*'
        $null = $rows | Import-TorchDataset -First 2 -Take Even -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -BeNullOrEmpty
    }
}

Describe 'The background of transparent images' {
    It 'is white, or what -Background says' {
        $white, $named, $black = @{}, @{ Background = '#FFFFFF' }, @{ Background = 'black' } | ForEach-Object { Import-TorchDataset $folder -ImageSize 8 @_ }
        $model = New-TorchModel 'Flatten', 'Linear(192, 2)' -Seed 1
        $losses = $white, $named, $black | ForEach-Object { (Test-TorchModel $model $_).Loss }
        $losses[1] | Should -Be $losses[0]
        $losses[2] | Should -Not -Be $losses[0]
        $white.Input.Background | Should -BeNullOrEmpty
        $black.Input.Background | Should -Be '#000000'
    }

    It 'is the same when the model is asked about a picture, before and after an export' {
        $black = Import-TorchDataset $folder -ImageSize 8 -Background black -Class cat, dog
        $model = New-TorchModel 'Flatten', 'Linear(192, 2)' -Seed 1
        $null = $model | New-GroupedOptimizer -LearningRate 0.01 | Start-FineTune -Data $black
        $expected = (Invoke-TorchModel $model $black)[0].Scores
        Get-Scores $model "$folder/cat/alpha.png" | Should -Be $expected
        $file = Export-TorchModel $model "$TestDrive/pets.safetensors"
        Get-Scores (Import-TorchModel -Path $file.FullName) "$folder/cat/alpha.png" | Should -Be $expected
    }

    It 'refuses <Background>, and data without transparency' -ForEach @{ Background = 'nocolour' }, @{ Background = '#12' } {
        { Import-TorchDataset $folder -ImageSize 8 -Background $Background } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.ImportTorchDatasetCommand'
        { Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Background black } | Should -Throw -ErrorId 'OptionInvalid,Freeze.Commands.ImportTorchDatasetCommand'
    }
}
