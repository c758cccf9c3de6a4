BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $model = New-TorchModel 'Linear(3, 2)' -Seed 1

    function Get-Failure([scriptblock] $Action) {
        try { & $Action 3> $null | Out-Null } catch { $_ }
    }
}

Describe 'The format of Export-TorchModel' {
    It 'refuses <_>, an ending of no format that it writes' -ForEach 'm.onnx', 'm.h5', 'm.gguf', 'run.1' {
        $path = Join-Path $TestDrive $_
        $failure = Get-Failure { Export-TorchModel $model $path -Force }
        $failure.FullyQualifiedErrorId | Should -Be 'FormatUnknown,Freeze.Commands.ExportTorchModelCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*.safetensors*.pth*-Format*'
        Test-Path $path | Should -BeFalse
    }

    It 'takes any name where -Format says what is written' {
        $path = Join-Path $TestDrive 'named.state'
        $null = Export-TorchModel $model $path -Format PyTorch
        (Get-TorchCheckpoint $path).Count | Should -Be 2
        [Text.Encoding]::ASCII.GetString([IO.File]::ReadAllBytes($path)[0..1]) | Should -Be 'PK'
    }

    It 'writes a name without an ending as Safetensors' {
        $path = Join-Path $TestDrive 'plain'
        $null = Export-TorchModel $model $path
        (Import-TorchModel -Path $path).ParameterCount | Should -Be 8
    }

    It 'does not write another format under the ending of TorchScript' {
        (Get-Failure { Export-TorchModel $model (Join-Path $TestDrive 'm.ts') }).FullyQualifiedErrorId | Should -Be 'OptionInvalid,Freeze.Commands.ExportTorchModelCommand'
    }
}

Describe 'Files that are to be read and are not there' {
    It 'refuses weights that match no file: <Name>' -ForEach @(
        @{ Name = 'a pattern'; Weights = { Join-Path $TestDrive '*.nope' } }
        @{ Name = 'a pattern in a folder that is not there'; Weights = { Join-Path $TestDrive 'none' '*.pth' } }
        @{ Name = 'a search without result'; Weights = { @() } }
        @{ Name = 'one that matches beside one that does not'; Weights = { "$PSScriptRoot/../../examples/data/narrow16_pretrained_0to4.pth", (Join-Path $TestDrive '*.nope') } }
    ) {
        $found = & $Weights
        $failure = Get-Failure { Import-TorchModel resnet18 -Width 16 -Stem Small -ClassCount 5 -Weights $found }
        $failure.FullyQualifiedErrorId | Should -Be 'ModelFileNotFound,Freeze.Commands.ImportTorchModelCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        (Get-Failure { New-TorchModel 'Linear(3, 2)' -Weights $found }).FullyQualifiedErrorId | Should -Be 'ModelFileNotFound,Freeze.Commands.NewTorchModelCommand'
    }

    It 'says that a pattern matches nothing, where it was silent: <_>' -ForEach 'Import-TorchModel -Path', 'Get-TorchCheckpoint -Path' {
        $command, $parameter = $_ -split ' -'
        $arguments = @{ $parameter = Join-Path $TestDrive '*.nope' }
        (Get-Failure { & $command @arguments }).FullyQualifiedErrorId | Should -BeLike 'ModelFileNotFound,*'
    }

    It 'says so of images, and goes on with the others' {
        $flat = New-TorchModel 'Linear(3, 2)' -Seed 1
        $results = (Join-Path $TestDrive '*.nope'), (1.0, 2.0, 3.0) | ForEach-Object { , $_ } | Invoke-TorchModel $flat -ErrorVariable failed -ErrorAction SilentlyContinue
        @($results).Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'DatasetNotFound,Freeze.Commands.InvokeTorchModelCommand'
    }
}

Describe 'The data type of a model that was exported' {
    It 'is kept, and so is every digit: <_>' -ForEach 'float64', 'float16', 'bfloat16', 'float32' {
        $wide = New-TorchModel 'Linear(3, 2)' -Seed 1 -DataType $_
        $file = Export-TorchModel $wide (Join-Path $TestDrive "$_.safetensors")
        $back = Import-TorchModel -Path $file.FullName -WarningVariable said -WarningAction SilentlyContinue
        $back.DataType | Should -Be $_
        @(Compare-TorchModel $wide $back | Where-Object Equal -EQ $false).Count | Should -Be 0
        $said | Should -BeNullOrEmpty
        (Import-TorchModel -Path $file.FullName -DataType float32).DataType | Should -Be 'float32'
    }

    It 'is said where -Weights become another one: <Name>' -ForEach @(
        @{ Name = 'New-TorchModel'; Load = { param($file, $more) New-TorchModel 'Linear(3, 2)' -Weights $file @more 3>&1 } ; Make = { New-TorchModel 'Linear(3, 2)' -DataType float64 } }
        @{ Name = 'Import-TorchModel'; Load = { param($file, $more) Import-TorchModel resnet18 -Width 4 -Stem Small -ClassCount 2 -Weights $file @more 3>&1 }; Make = { Import-TorchModel resnet18 -Width 4 -Stem Small -ClassCount 2 -DataType float64 } }
    ) {
        $file = Export-TorchModel (& $Make) (Join-Path $TestDrive "$Name.pth")
        $said, $model = & $Load $file.FullName @{}
        "$said" | Should -BeLike '*float64 in the file and became float32; -DataType float64 keeps them*'
        $model.DataType | Should -Be 'float32'
        (& $Load $file.FullName @{ DataType = 'float64' }).DataType | Should -Be 'float64'
        (& $Load $file.FullName @{ DataType = 'float32' }).DataType | Should -Be 'float32'
    }
}
