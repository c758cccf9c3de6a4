# A small training run that is meant to be killed: it goes on with what is in the folder, and at its end writes its state as text.
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $Result,
    [int] $Epochs = 30
)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../Freeze.psd1"
$data = Import-TorchDataset "$PSScriptRoot/../../examples/data/t10k-images-idx3-ubyte.gz" -Class 5, 7 -First 128
$train, $validation = Split-TorchDataset $data -Ratio 0.75, 0.25 -Seed 1
# Where the run has left a state, the model to go on with is another one each time.
$begins = -not (Test-Path (Join-Path $Folder 'last*.safetensors'))
$seed = if ($begins) { 1 } else { Get-Random }
$model = New-TorchModel 'Conv2d(1, 4, 3, stride=2)', 'BatchNorm2d(4)', 'ReLU', 'Dropout(0.3)', 'Flatten', 'Linear(676, 16)', 'ReLU', 'head: Linear(16, 2)' -Seed $seed
$optimizer = $model | New-GroupedOptimizer -Algorithm AdamW -LearningRate 1e-3 -Group @{ Layer = 'head'; Algorithm = 'SGD'; LearningRate = 0.01; Momentum = 0.9 }
$arguments = @{
    Data = $train; Validation = $validation; Epochs = $Epochs; Seed = 3; Schedule = 'ReduceOnPlateau'; ScheduleOption = @{ patience = 1; factor = 0.7 }
    UnfreezeSchedule = @{ 6 = '0', '1' }; CheckpointPath = $Folder; CheckpointEvery = 1
}
$optimizer | Start-FineTune @arguments -Resume -WarningVariable warnings | ForEach-Object { [Console]::Out.WriteLine("epoch $($_.Epoch)") }
if ("$warnings" -match 'damaged') { throw "A state was not whole: $warnings" }
$state = Join-Path $Folder 'result.safetensors'
$null = Export-OptimizerState $optimizer $state -Force
$lines = @(Get-TorchCheckpoint $state -Hash | ForEach-Object { "$($_.Name) $($_.Sha256)" })
$null = Export-TorchModel $model $state -Force
$lines += Get-TorchCheckpoint $state -Hash | ForEach-Object { "$($_.Name) $($_.Sha256)" }
$lines += $optimizer.Groups | ForEach-Object { "$($_.Name) $($_.LearningRate.ToString('R'))" }
Remove-Item $state
[System.IO.File]::WriteAllLines("$Result.part", [string[]]$lines)
[System.IO.File]::Move("$Result.part", $Result)
