<#
.SYNOPSIS
    Trains a small DCGAN on one class of Fashion-MNIST, then tunes the pair on another with the discriminator's first layers frozen.
.DESCRIPTION
    Sneakers first: a generator against a discriminator, each really frozen while the other learns, with a picture of samples after every epoch.
    Then ankle boots, of which only a few hundred are taken: the same pair goes on, with the discriminator's first two stages fixed ("freezeD"), which keeps
    it from learning few images by heart. Prints the epochs as they end and the proof that the frozen stages stayed; writes pictures and the tuned generator.
.EXAMPLE
    pwsh ./examples/Adversarial-FashionMnist.ps1 -Epochs 20
#>
param(
    [int] $Epochs = 15,
    [int] $TuneEpochs = 20,
    [string] $OutputPath = (Join-Path $PSScriptRoot 'output' 'adversarial')
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'Freeze.psd1')
$file = Join-Path $PSScriptRoot 'data' 'train-images-idx3-ubyte.gz'

# The data: grey 28x28 images from -1 to 1, which is where the generator's Tanh ends.
$images = @{ Mean = 0.5; StandardDeviation = 0.5 }
$sneakers = Import-TorchDataset $file -Class 7 @images
$boots = Import-TorchDataset $file -Class 9 -First 320 @images

# The pair of PyTorch's DCGAN tutorial, half as wide and for small images; its Adam, a little faster.
$generator = Import-TorchModel dcgan_generator -ImageSize 28 -InputChannels 1 -Width 32 -LatentSize 64 -Seed 1
$discriminator = Import-TorchModel dcgan_discriminator -ImageSize 28 -InputChannels 1 -Width 32 -Seed 2
$adam = @{ Algorithm = 'Adam'; LearningRate = 5e-4; Beta1 = 0.5 }
$run = @{ LatentSize = 64; BatchSize = 32; LabelSmoothing = 0.1; Seed = 1 }

'Sneakers:'
Start-AdversarialTraining ($generator | New-GroupedOptimizer @adam) ($discriminator | New-GroupedOptimizer @adam) -Data $sneakers -Epochs $Epochs -SamplePath (Join-Path $OutputPath 'sneakers') -OutVariable first @run | Format-Table

'Ankle boots, with the first two stages of the discriminator frozen:'
$discriminator | Set-LayerFreeze -First 2
Start-AdversarialTraining ($generator | New-GroupedOptimizer @adam) ($discriminator | New-GroupedOptimizer @adam) -Data $boots -Epochs $TuneEpochs -SamplePath (Join-Path $OutputPath 'boots') -OutVariable second @run | Format-Table

'How far the frozen stages of the discriminator have moved since they were frozen:'
$discriminator | Get-ParameterReport -By Layer -Since Freeze | Where-Object { $_.Name -like 'main.*' -and $null -ne $_.Intact } | Format-Table Name, Type, State, Intact, Drift

$saved = $generator | Export-TorchModel (Join-Path $OutputPath 'generator.safetensors') -Force
"Saved $($saved.Name). Pictures: $($first[-1].SamplePath) and $($second[-1].SamplePath)."
"Frozen networks intact in every epoch: $(@($first + $second).DiscriminatorIntact -notcontains $false -and @($first + $second).GeneratorIntact -notcontains $false)."
