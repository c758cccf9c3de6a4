BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
}

Describe 'The module' {
    It 'maps no libtorch on import' -Skip:(-not $IsLinux) {
        # A process of its own: others in this one may have trained already.
        $program = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
        $arguments = @('-NoProfile', '-Command', "Import-Module '$PSScriptRoot/../../Freeze.psd1'; Get-TorchArchitecture resnet18 | Out-Null; [System.IO.File]::ReadAllText('/proc/self/maps')")
        if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
            $arguments = @([System.Environment]::GetCommandLineArgs()[0]) + $arguments
        }

        $maps = & $program @arguments
        "$maps" | Should -Match 'Freeze\.Commands\.dll'
        "$maps" | Should -Not -Match 'libtorch'
    }

    It 'exports what its manifest lists, and nothing else' {
        $listed = (Import-PowerShellDataFile "$PSScriptRoot/../../Freeze.psd1").CmdletsToExport
        (Get-Command -Module Freeze).Name | Sort-Object | Should -Be ($listed | Sort-Object)
        $listed | Should -Not -BeNullOrEmpty
    }

    It 'asks for confirmation only where something is set, started or written' {
        foreach ($command in Get-Command -Module Freeze) {
            $previews = $command.Parameters.ContainsKey('WhatIf')
            $previews | Should -Be ($command.Verb -in 'Set', 'Start', 'Export') -Because $command.Name
        }
    }

    It 'has keys of the model in first place for every command that takes one' {
        foreach ($command in Get-Command -Module Freeze | Where-Object { $_.Parameters.ContainsKey('Model') }) {
            $sets = $command.Parameters['Model'].ParameterSets.Values
            @($sets | Where-Object Position -EQ 0).Count | Should -BeGreaterThan 0 -Because $command.Name
            @($sets | Where-Object ValueFromPipeline).Count | Should -BeGreaterThan 0 -Because $command.Name
        }
    }
}
