# The example, run as its user runs it.
Describe 'examples/FineTune-FashionMnist.ps1' {
    BeforeAll {
        $examples = "$PSScriptRoot/../../examples"
        $saved = Join-Path $TestDrive 'saved.safetensors'
        $output = & "$examples/FineTune-FashionMnist.ps1" -Epochs 1 -OutputPath $saved | Out-String
    }

    It 'shows every part of the job' {
        foreach ($part in 'What trains', 'Training:', 'Evaluation', 'What moved', 'Saved saved.safetensors', 'intact in every epoch: True') {
            $output | Should -Match ([regex]::Escape($part))
        }
    }

    It 'learns the new classes' {
        $test = Import-TorchDataset "$examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 6, 7, 8, 9 -Padding 2 -Mean 0.2860 -StandardDeviation 0.3530 -Channels 3
        $model = Import-TorchModel -Path $saved
        ($model | Test-TorchModel $test).Accuracy | Should -BeGreaterThan 0.9
        $model.Classes | Should -Be '5', '6', '7', '8', '9'
        $model.FrozenCount | Should -Be 42896
        $model.Dispose()
    }

    It 'saves the frozen tensors as they were in the checkpoint, statistics included, bit for bit' {
        $before = [Freeze.WeightFiles.Reading.Checkpoint]::Open("$examples/data/narrow16_pretrained_0to4.pth")
        $after = [Freeze.WeightFiles.Reading.Checkpoint]::Open($saved)
        $hash = @{}
        foreach ($tensor in $before.Tensors) { $hash[$tensor.Name] = $tensor.Sha256() }
        $frozen = $after.Tensors | Where-Object { $_.Name -match '^(conv1|bn1|layer1|layer2)\.' }
        @($frozen).Count | Should -Be 60
        @($frozen | Where-Object { $_.Name -like '*running_var' }).Count | Should -Be 10
        $frozen | Where-Object { $_.Sha256() -ne $hash[$_.Name] } | Should -BeNullOrEmpty
        $trained = $after.Tensors | Where-Object { $_.Name -match '^(layer3|layer4|fc)\.' }
        $trained | Where-Object { $_.Sha256() -eq $hash[$_.Name] } | Should -BeNullOrEmpty
        $before.Dispose()
        $after.Dispose()
    }
}

Describe 'examples/Adversarial-FashionMnist.ps1' {
    BeforeAll {
        $folder = Join-Path $TestDrive 'adversarial'
        $output = & "$PSScriptRoot/../../examples/Adversarial-FashionMnist.ps1" -Epochs 1 -TuneEpochs 1 -OutputPath $folder | Out-String
    }

    It 'shows every part of the job' {
        foreach ($part in 'Sneakers:', 'Ankle boots', 'How far the frozen stages', 'Saved generator.safetensors', 'intact in every epoch: True') {
            $output | Should -Match ([regex]::Escape($part))
        }
    }

    It 'writes pictures and the generator' {
        (Get-Item (Join-Path $folder 'sneakers' 'epoch-0001.png')).Length | Should -BeGreaterThan 1000
        (Get-Item (Join-Path $folder 'boots' 'epoch-0001.png')).Length | Should -BeGreaterThan 1000
        $model = Import-TorchModel -Path (Join-Path $folder 'generator.safetensors')
        $model.Architecture | Should -Be 'dcgan_generator'
        $model.SampleShape -join 'x' | Should -Be '64x1x1'
        $model.Dispose()
    }
}
