<#
.SYNOPSIS
    Fine-tunes a small pretrained ResNet-18 on five classes of Fashion-MNIST that it has never seen, with its first two blocks frozen.
.DESCRIPTION
    The checkpoint was trained on classes 0 to 4. The stem and the first two blocks stay as they are, statistics included; the head is drawn afresh,
    and the rest trains at three learning rates. Prints what trains, the epochs as they end, the evaluation, and what moved; saves the model.
.EXAMPLE
    pwsh ./examples/FineTune-FashionMnist.ps1 -Epochs 5
#>
param(
    [int] $Epochs = 3,
    [string] $OutputPath = (Join-Path $PSScriptRoot 'output' 'fashion-mnist-5to9.safetensors')
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'Freeze.psd1')
$files = Join-Path $PSScriptRoot 'data'

# The data: grey 28x28 images, padded to 32x32, normalised, repeated to three channels. Classes 5 to 9 become 0 to 4. Test data is prepared alike.
$images = @{ Class = 5, 6, 7, 8, 9; Padding = 2; Mean = 0.2860; StandardDeviation = 0.3530; Channels = 3 }
$train = Import-TorchDataset (Join-Path $files 'train-images-idx3-ubyte.gz') @images
$test = Import-TorchDataset (Join-Path $files 't10k-images-idx3-ubyte.gz') -Class $images.Class -Like $train

# The model: pretrained weights, a fresh head for the new classes, everything up to layer2 frozen.
$model = Import-TorchModel resnet18 -Width 16 -Stem Small -Weights (Join-Path $files 'narrow16_pretrained_0to4.pth') -ClassCount 5 -ResetHead -Seed 1
$model | Set-LayerFreeze -Through layer2

# The optimizer: small steps for the early layers, larger ones for the head.
$optimizer = $model | New-GroupedOptimizer -Algorithm SGD -Momentum 0.9 -WeightDecay 1e-4 -Group @(
    @{ Layer = 'layer3'; LearningRate = 0.003 }
    @{ Layer = 'layer4'; LearningRate = 0.01 }
    @{ Layer = 'fc'; LearningRate = 0.05 }
)

'What trains, and at which rate:'
$optimizer.Groups | Format-Table
$model | Get-ParameterReport -Optimizer $optimizer -By Total | Format-List
$model | Get-ParameterReport -Optimizer $optimizer | Where-Object Name -like '*.0.conv1.weight' | Format-Table

'Training:'
$optimizer | Start-FineTune -Data $train -Validation $test -Epochs $Epochs -BatchSize 64 -Seed 1 -OutVariable records | Format-Table

'Evaluation on the test images:'
$evaluation = $model | Test-TorchModel $test
$evaluation | Format-List
$evaluation.PerClass | Format-Table

'What moved since the import, and what did not:'
$model | Get-ParameterReport -By Layer -Since Import | Where-Object Name -match '^[^.]+$|^layer\d\.0\.(conv|bn)1$' | Format-Table Name, State, Intact, Drift

$null = New-Item -ItemType Directory -Force (Split-Path $OutputPath)
$file = $model | Export-TorchModel $OutputPath -Force
"Saved $($file.Name), $('{0:N0}' -f $file.Length) bytes. Frozen layers intact in every epoch: $($records.FrozenIntact -notcontains $false)."
