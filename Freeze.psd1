@{
    RootModule           = 'Freeze.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5a8a4bb5-5a0d-4b0f-9d0e-6c1f6e2f7a31'
    Author               = 'The Freeze authors'
    CompanyName          = 'The Freeze authors'
    Copyright            = 'MIT licence'
    Description          = 'Fine-tuning with frozen layers: import a pretrained torch model, freeze layers, give the rest their own learning rates and optimizers, train, and get a report of exactly what was trained.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('src/Freeze.Module/Freeze.Format.ps1xml')
    TypesToProcess       = @('src/Freeze.Module/Freeze.Types.ps1xml')
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Compare-TorchModel'
        'Copy-TorchModel'
        'Export-ImageGrid'
        'Export-OptimizerState'
        'Export-TorchModel'
        'Export-TrainingChart'
        'Find-LearningRate'
        'Get-ParameterReport'
        'Get-TorchArchitecture'
        'Get-TorchCheckpoint'
        'Get-TorchRuntime'
        'Import-OptimizerState'
        'Import-TorchDataset'
        'Import-TorchModel'
        'Invoke-TorchModel'
        'New-GroupedOptimizer'
        'New-TorchModel'
        'Set-LayerFreeze'
        'Set-TorchModel'
        'Set-TorchRuntime'
        'Split-TorchDataset'
        'Start-AdversarialTraining'
        'Start-FineTune'
        'Test-TorchModel'
    )
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('fine-tuning', 'transfer-learning', 'PyTorch', 'TorchSharp', 'deep-learning')
            LicenseUri = 'https://opensource.org/licenses/MIT'
        }
    }
}
